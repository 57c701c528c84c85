#include "profiles/loader/section.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace uicc::profiles {
namespace {

using yaml::Kind;
using yaml::Node;

constexpr std::size_t longest_quoted_key = 32;

/// Whether a key looks like a word of the format and not like a misplaced value.
bool is_quotable(std::string_view key)
{
    const auto is_word_character = [](char character) {
        return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '-' ||
               character == '_' || character == '.';
    };
    return !key.empty() && key.size() <= longest_quoted_key &&
           std::isalpha(static_cast<unsigned char>(key.front())) != 0 &&
           std::ranges::all_of(key, is_word_character);
}

} // namespace

std::vector<Entry> entries_of(Report& report, const Node& node)
{
    if (node.kind == Kind::Null) {
        return {};
    }
    if (node.kind != Kind::Map) {
        report.add(node, "keys with values are wanted here");
        return {};
    }
    std::vector<Entry> entries;
    std::map<std::string_view, yaml::Position> seen;
    for (const auto& [key, value] : node.members) {
        if (key->kind != Kind::Scalar) {
            report.add(*key, "a key is a single word");
            continue;
        }
        const auto [first, is_new] = seen.try_emplace(key->text, key->position);
        if (!is_new) {
            report.add(*key,
                       fmt::format("this key stands here for the second time, first in line {}",
                                   first->second.line));
        } else {
            entries.push_back({key.get(), value.get()});
        }
    }
    return entries;
}

std::vector<const Node*> items_of(Report& report, const Node& node, LoneValue lone_value)
{
    std::vector<const Node*> items;
    if (node.kind == Kind::Sequence) {
        std::ranges::transform(node.items, std::back_inserter(items), &yaml::NodePtr::get);
    } else if (lone_value == LoneValue::Allowed && node.kind != Kind::Null) {
        items.push_back(&node);
    } else {
        report.add(node, "a list is wanted here");
    }
    return items;
}

Section::Section(Report& report, const Node& node, Keys keys)
    : report_{report}, node_{node}, keys_{keys}, entries_{entries_of(report, node)}
{}

const Entry* Section::entry(std::string_view key) const
{
    const auto found = std::ranges::find_if(
        entries_, [key](const Entry& candidate) { return candidate.key->text == key; });
    return found == entries_.end() ? nullptr : &*found;
}

void Section::know(std::string_view key)
{
    if (std::ranges::find(known_, key) == known_.end()) {
        known_.emplace_back(key);
    }
}

const Node* Section::find_optional(std::string_view key)
{
    know(key);
    const Entry* found = entry(key);
    return found == nullptr ? nullptr : found->value;
}

const Node* Section::find(std::string_view key)
{
    const Node* value = find_optional(key);
    if (value != nullptr && value->kind == Kind::Null) {
        report_.add(key_node(key), fmt::format("{} has no value", key));
        return nullptr;
    }
    return value;
}

const Node* Section::require(std::string_view key, std::string_view clause)
{
    const Node* value = find(key);
    if (entry(key) == nullptr) {
        report_.add(node_, fmt::format("{} is missing here", key), std::string{clause});
    }
    return value;
}

const Node& Section::key_node(std::string_view key) const
{
    const Entry* found = entry(key);
    return found == nullptr ? node_ : *found->key;
}

std::optional<std::string> Section::text(std::string_view key)
{
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : read_text(report_, *value);
}

std::optional<std::string> Section::line(std::string_view key)
{
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : read_line(report_, *value);
}

std::optional<std::uint64_t> Section::number(std::string_view key,
                                             NumberRange range,
                                             std::string_view clause)
{
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : read_number(report_, *value, range, clause);
}

std::optional<bool> Section::flag(std::string_view key)
{
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : read_flag(report_, *value);
}

std::optional<Bytes> Section::hex(std::string_view key, SizeRange size, std::string_view clause)
{
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : read_hex(report_, *value, size, clause);
}

std::optional<filesystem::Fid> Section::fid(std::string_view key)
{
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : read_fid(report_, *value);
}

void Section::exclusive(std::initializer_list<std::string_view> keys)
{
    std::vector<std::pair<const Node*, std::string_view>> present;
    for (const std::string_view key : keys) {
        know(key);
        if (const Entry* found = entry(key)) {
            present.emplace_back(found->key, key);
        }
    }
    std::ranges::sort(present, {}, [](const auto& item) { return item.first->position; });
    for (std::size_t i = 1; i < present.size(); ++i) {
        report_.add(*present[i].first, fmt::format("{} and {} exclude each other",
                                                   present.front().second, present[i].second));
    }
}

std::vector<Entry> Section::rest() const
{
    std::vector<Entry> others;
    std::ranges::copy_if(entries_, std::back_inserter(others), [this](const Entry& candidate) {
        return std::ranges::find(known_, candidate.key->text) == known_.end();
    });
    return others;
}

void Section::finish()
{
    const std::vector<std::string_view> known_words{known_.begin(), known_.end()};
    for (const Entry& unknown : rest()) {
        const std::string& key = unknown.key->text;
        const std::string near = suggestion(key, known_words);
        const bool may_be_secret = keys_ == Keys::Secret && near.empty();
        const std::string quoted = !may_be_secret && is_quotable(key) ? " " + key : "";
        const std::string known =
            near.empty() ? fmt::format("; known here: {}", fmt::join(known_, ", ")) : near;
        report_.add(*unknown.key, fmt::format("unknown key{}{}", quoted, known));
    }
}

} // namespace uicc::profiles
