#include "profiles/loader/readable_content.hpp"

#include "profiles/loader/clause.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace uicc::profiles {
namespace {

using filesystem::contents::ContentError;
using filesystem::contents::ContentField;
using filesystem::contents::ContentValue;
using yaml::Kind;
using yaml::Node;

std::string replaced(std::string_view text, char from, char to)
{
    std::string changed{text};
    std::ranges::replace(changed, from, to);
    return changed;
}

bool is_lower(char character)
{
    return character >= 'a' && character <= 'z';
}

/// Names of fields within a sentence as profiles spell them; names of files keep their underscore.
std::string hyphenated(std::string text)
{
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '_' && is_lower(text[i - 1]) && is_lower(text[i + 1])) {
            text[i] = '-';
        }
    }
    return text;
}

/// A value that runs on, for want of a closing quote, may have swallowed keys of the lines below.
std::string without_long_value(std::string sentence, const Node& part)
{
    constexpr std::size_t longest_repeated = 24;
    const std::string value = hyphenated(part.text);
    const auto place =
        part.text.size() > longest_repeated ? sentence.find(value) : std::string::npos;
    return place == std::string::npos ? sentence : sentence.replace(place, value.size(), "...");
}

ContentValue value_of(Report& report, const Node& node)
{
    switch (node.kind) {
    case Kind::Null:
        return ContentValue{std::string{}};
    case Kind::Scalar:
        return ContentValue{node.text};
    case Kind::Sequence: {
        ContentValue::List list;
        std::ranges::transform(node.items, std::back_inserter(list),
                               [&](const yaml::NodePtr& item) { return value_of(report, *item); });
        return list;
    }
    case Kind::Map: {
        ContentValue::Members members;
        for (const Entry& entry : entries_of(report, node)) {
            members.push_back(
                {replaced(entry.key->text, '-', '_'), value_of(report, *entry.value)});
        }
        return members;
    }
    }
    return {};
}

const Node* item_of(const Node& list, std::string_view position)
{
    std::size_t index = 0;
    const auto [end, error] =
        std::from_chars(position.data(), position.data() + position.size(), index);
    return error == std::errc{} && index < list.items.size() ? list.items[index].get() : nullptr;
}

const Node* member_of(const Node& map, std::string_view key)
{
    const auto found = std::ranges::find_if(map.members, [key](const auto& member) {
        return replaced(member.first->text, '-', '_') == key;
    });
    if (found == map.members.end()) {
        return nullptr;
    }
    return found->second->kind == Kind::Null ? found->first.get() : found->second.get();
}

/// The part of a value that an error is about, as far as its path can be followed.
const Node& part_of(const Node& value, const std::vector<std::string>& path)
{
    const Node* part = &value;
    for (const std::string& step : path) {
        const Node* next = part->kind == Kind::Sequence ? item_of(*part, step)
                           : part->kind == Kind::Map    ? member_of(*part, step)
                                                        : nullptr;
        if (next == nullptr) {
            break;
        }
        part = next;
    }
    return *part;
}

/// Whether the contents would do if there were room for them.
std::optional<std::size_t> size_needed(const ContentField& field,
                                       const ContentValue& value,
                                       const ContentPlace& place)
{
    const auto encoded =
        filesystem::contents::encode_contents(field, value, place.file.header.structure, 0);
    if (!encoded || encoded->empty()) {
        return std::nullopt;
    }
    return std::ranges::max_element(*encoded, {}, &Bytes::size)->size();
}

} // namespace

std::string key_of(const ContentField& field)
{
    return replaced(field.name, '_', '-');
}

void report_content(Report& report, const Node& value, const ContentError& error)
{
    auto [sentence, clause] = split_clause(error.what);
    const Node& part = part_of(value, error.path);
    report.add(part, without_long_value(hyphenated(std::move(sentence)), part), std::move(clause));
}

std::optional<std::vector<Bytes>> read_field(Report& report,
                                             const Node& node,
                                             const ContentField& field,
                                             const ContentPlace& place)
{
    const std::size_t reported = report.size();
    const ContentValue value = value_of(report, node);
    if (report.size() != reported) {
        return std::nullopt;
    }
    auto contents = filesystem::contents::encode_contents(field, value, place.file.header.structure,
                                                          place.size);
    if (contents) {
        return *std::move(contents);
    }
    const auto needed = place.size == 0 ? std::nullopt : size_needed(field, value, place);
    const std::string advice = needed && *needed > place.size && !place.advice.empty()
                                   ? fmt::format("; {}: {} makes room", place.advice, *needed)
                                   : "";
    ContentError error = contents.error();
    const auto [sentence, clause] = split_clause(error.what);
    error.what =
        clause.empty() ? sentence + advice : fmt::format("{}{} ({})", sentence, advice, clause);
    report_content(report, node, error);
    return std::nullopt;
}

} // namespace uicc::profiles
