#include "profiles/loader/readable_content.hpp"

#include "profiles/loader/clause.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <span>

namespace uicc::profiles {
namespace {

using filesystem::contents::ContentError;
using filesystem::contents::ContentField;
using filesystem::contents::ContentValue;
using yaml::Kind;
using yaml::Node;

/// Nobody corrects more at once, and each costs a walk through the value.
constexpr std::size_t most_slips = 50;

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

std::optional<std::size_t> item_index(const Node& list, std::string_view position)
{
    std::size_t index = 0;
    const auto [end, error] =
        std::from_chars(position.data(), position.data() + position.size(), index);
    return error == std::errc{} && index < list.items.size() ? std::optional{index} : std::nullopt;
}

std::optional<std::size_t> member_index(const Node& map, std::string_view key)
{
    const auto found = std::ranges::find_if(map.members, [key](const auto& member) {
        return replaced(member.first->text, '-', '_') == key;
    });
    return found == map.members.end()
               ? std::nullopt
               : std::optional{static_cast<std::size_t>(found - map.members.begin())};
}

std::optional<std::size_t> index_of(const Node& node, std::string_view step)
{
    switch (node.kind) {
    case Kind::Sequence:
        return item_index(node, step);
    case Kind::Map:
        return member_index(node, step);
    case Kind::Null:
    case Kind::Scalar:
        break;
    }
    return std::nullopt;
}

const Node& child(const Node& node, std::size_t index)
{
    if (node.kind == Kind::Sequence) {
        return *node.items.at(index);
    }
    const auto& [key, value] = node.members.at(index);
    return value->kind == Kind::Null ? *key : *value;
}

/// The part of a value that an error is about, as far as its path can be followed.
struct Part {
    const Node* node = nullptr;
    const Node* parent = nullptr;     ///< nullptr: the part is the whole value
    std::vector<std::size_t> steps{}; ///< items and members on the way there
};

Part part_of(const Node& value, const std::vector<std::string>& path)
{
    Part part{.node = &value};
    for (const std::string& step : path) {
        const auto index = index_of(*part.node, step);
        if (!index) {
            break;
        }
        part.steps.push_back(*index);
        part.parent = part.node;
        part.node = &child(*part.node, *index);
    }
    return part;
}

/// A value without one of its parts.
yaml::NodePtr without(const Node& value, std::span<const std::size_t> steps)
{
    auto copy = std::make_shared<Node>(value);
    const auto index = static_cast<std::ptrdiff_t>(steps.front());
    const bool is_list = value.kind == Kind::Sequence;
    if (steps.size() > 1) {
        const auto rest = without(child(value, steps.front()), steps.subspan(1));
        (is_list ? copy->items.at(steps.front()) : copy->members.at(steps.front()).second) = rest;
    } else if (is_list) {
        copy->items.erase(copy->items.begin() + index);
    } else {
        copy->members.erase(copy->members.begin() + index);
    }
    return copy;
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

/// What a value is to become.
struct Target {
    const ContentField& field;
    const ContentPlace& place;

    [[nodiscard]] auto encode(const ContentValue& value) const
    {
        return filesystem::contents::encode_contents(field, value, place.file.header.structure,
                                                     place.size);
    }
};

/// An error with the key that makes room, if room is all that is missing.
ContentError advised(ContentError error, const ContentValue& value, const Target& target)
{
    const auto& [field, place] = target;
    const auto needed = place.size == 0 ? std::nullopt : size_needed(field, value, place);
    if (!needed || *needed <= place.size || place.advice.empty()) {
        return error;
    }
    const auto [sentence, clause] = split_clause(error.what);
    error.what = fmt::format("{}; {}: {} makes room{}", sentence, place.advice, *needed,
                             clause.empty() ? "" : fmt::format(" ({})", clause));
    return error;
}

/// Reports every slip in a value, not only the first one that stops its encoder: what is wrong is
/// taken out, and the rest is tried again. What a list or map lacks then is a consequence.
void report_slips(Report& report, const Node& node, const Target& target, ContentError error)
{
    auto rest = std::make_shared<const Node>(node);
    std::set<yaml::Position> shortened;
    for (std::size_t i = 0; i < most_slips; ++i) {
        const Part slip = part_of(*rest, error.path);
        const bool is_consequence =
            slip.node->kind != Kind::Scalar && shortened.contains(slip.node->position);
        const ContentValue value = value_of(report, *rest);
        if (!is_consequence) {
            report_content(report, *rest, advised(std::move(error), value, target));
        }
        if (slip.parent == nullptr) {
            return;
        }
        shortened.insert(slip.parent->position);
        rest = without(*rest, slip.steps);
        auto encoded = target.encode(value_of(report, *rest));
        if (encoded) {
            return;
        }
        error = std::move(encoded.error());
    }
}

} // namespace

std::string key_of(const ContentField& field)
{
    return replaced(field.name, '_', '-');
}

void report_content(Report& report, const Node& value, const ContentError& error)
{
    auto [sentence, clause] = split_clause(error.what);
    const Node& part = *part_of(value, error.path).node;
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
    const Target target{field, place};
    auto contents = target.encode(value);
    if (contents) {
        return *std::move(contents);
    }
    report_slips(report, node, target, std::move(contents.error()));
    return std::nullopt;
}

} // namespace uicc::profiles
