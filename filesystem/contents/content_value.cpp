#include "filesystem/contents/content_value.hpp"

#include "codec/hex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace uicc::filesystem::contents {
namespace {

template <class... Case>
struct Overloaded : Case... {
    using Case::operator()...;
};
template <class... Case>
Overloaded(Case...) -> Overloaded<Case...>;

bool has_members(const ContentValue& value)
{
    return std::holds_alternative<ContentValue::Members>(value.data);
}

std::string list_text(const ContentValue::List& list)
{
    const bool nested = std::ranges::any_of(list, has_members);
    std::string text;
    for (const ContentValue& element : list) {
        text += text.empty() ? "" : (nested ? "; " : ", ");
        text += to_text(element);
    }
    return text;
}

std::string members_text(const ContentValue::Members& members)
{
    std::string text;
    for (const auto& [key, value] : members) {
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, to_text(value));
    }
    return text;
}

bool is_empty(const ContentValue& value)
{
    return std::visit([](const auto& data) { return data.empty(); }, value.data);
}

std::optional<unsigned> parsed_number(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
        base = 16;
    }
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && !text.empty() ? std::optional{number} : std::nullopt;
}

std::string listed(std::initializer_list<std::string_view> keys)
{
    return fmt::format("{}", fmt::join(keys, ", "));
}

} // namespace

std::string to_text(const ContentValue& value)
{
    return std::visit(
        Overloaded{
            [](const std::string& text) { return text; },
            [](const ContentValue::List& list) { return list_text(list); },
            [](const ContentValue::Members& members) { return members_text(members); },
        },
        value.data);
}

Result<std::string, ContentError> as_text(const ContentValue& value)
{
    if (const auto* text = std::get_if<std::string>(&value.data)) {
        return *text;
    }
    return refused("a text is expected here");
}

Result<bool, ContentError> as_flag(const ContentValue& value)
{
    const std::string text = TRY(as_text(value));
    if (text == "true" || text == "yes" || text == "on") {
        return true;
    }
    if (text == "false" || text == "no" || text == "off") {
        return false;
    }
    return refused(fmt::format("\"{}\" is neither true nor false", text));
}

Result<Bytes, ContentError> as_hex(const ContentValue& value)
{
    auto octets = codec::from_hex(TRY(as_text(value)));
    if (!octets) {
        return refused(octets.error().what);
    }
    return *std::move(octets);
}

Result<unsigned, ContentError> as_number(const ContentValue& value,
                                         unsigned lowest,
                                         unsigned highest)
{
    const std::string text = TRY(as_text(value));
    const auto number = parsed_number(text);
    if (!number || *number < lowest || *number > highest) {
        return refused(fmt::format("\"{}\" is no number from {} to {}", text, lowest, highest));
    }
    return *number;
}

Result<Byte, ContentError> as_octet(const ContentValue& value)
{
    return static_cast<Byte>(TRY(as_number(value, 0, 0xFF)));
}

std::span<const ContentValue> as_list(const ContentValue& value)
{
    if (const auto* list = std::get_if<ContentValue::List>(&value.data)) {
        return *list;
    }
    return {&value, 1};
}

Result<std::vector<std::string>, ContentError> as_texts(const ContentValue& value)
{
    std::vector<std::string> texts;
    for (const ContentValue& element : as_list(value)) {
        texts.push_back(TRY(within(fmt::format("{}", texts.size()), as_text(element))));
    }
    return texts;
}

Result<std::vector<unsigned>, ContentError> as_numbers(const ContentValue& value,
                                                       unsigned lowest,
                                                       unsigned highest)
{
    std::vector<unsigned> numbers;
    for (const ContentValue& element : as_list(value)) {
        numbers.push_back(
            TRY(within(fmt::format("{}", numbers.size()), as_number(element, lowest, highest))));
    }
    return numbers;
}

Result<MemberReader, ContentError> MemberReader::of(const ContentValue& value,
                                                    std::initializer_list<std::string_view> known)
{
    const auto* members = std::get_if<ContentValue::Members>(&value.data);
    if (members == nullptr) {
        return refused(fmt::format("members are expected here: {}", listed(known)));
    }
    for (const ContentMember& member : *members) {
        if (std::ranges::find(known, member.key) == known.end()) {
            return within<MemberReader>(member.key,
                                        refused(fmt::format("\"{}\" is unknown here; known are {}",
                                                            member.key, listed(known))));
        }
        if (std::ranges::count(*members, member.key, &ContentMember::key) > 1) {
            return within<MemberReader>(member.key,
                                        refused(fmt::format("\"{}\" is given twice", member.key)));
        }
    }
    return MemberReader{*members};
}

const ContentValue* MemberReader::find(std::string_view key) const
{
    const auto found = std::ranges::find(*members_, key, &ContentMember::key);
    return found == members_->end() ? nullptr : &found->value;
}

void append_member(ContentValue::Members& members, std::string_view key, ContentValue value)
{
    if (!is_empty(value)) {
        members.push_back({std::string{key}, std::move(value)});
    }
}

ContentValue number_list(std::span<const unsigned> numbers)
{
    ContentValue::List list;
    for (const unsigned number : numbers) {
        list.emplace_back(fmt::format("{}", number));
    }
    return list;
}

ContentValue flag(bool value)
{
    return value ? "true" : "false";
}

} // namespace uicc::filesystem::contents
