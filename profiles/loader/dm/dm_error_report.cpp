#include "profiles/loader/dm/dm_error_report.hpp"

#include "profiles/loader/clause.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <set>

namespace uicc::profiles {
namespace {

using yaml::Kind;
using yaml::Node;

/// Fields that profiles call by another name.
struct Alias {
    std::string_view field{};
    std::string_view key{};
};
constexpr std::array<Alias, 4> aliases{
    {{"data", "nonce"}, {"payload", "format"}, {"serial-number", "serial"}, {"patch", "patches"}}};

std::string key_of(std::string_view field)
{
    std::string key{field};
    std::ranges::replace(key, '_', '-');
    const auto* alias = std::ranges::find(aliases, key, &Alias::field);
    return alias == aliases.end() ? key : std::string{alias->key};
}

const Node* member_of(const Node& map, std::string_view key)
{
    const auto found = std::ranges::find_if(
        map.members, [key](const auto& member) { return member.first->text == key; });
    return found == map.members.end() ? nullptr : found->second.get();
}

/// Takes `servers`, `[1]` and so on from the front of a path.
std::string_view take_step(std::string_view& path)
{
    const bool is_index = path.starts_with('[');
    const std::size_t end = is_index ? path.find(']') : path.find_first_of(".[");
    const std::string_view step = path.substr(0, end);
    path.remove_prefix(std::min(path.size(), step.size() + (is_index ? 1 : 0)));
    if (path.starts_with('.')) {
        path.remove_prefix(1);
    }
    return step;
}

const Node* item_of(const Node& list, std::string_view step)
{
    std::size_t index = 0;
    std::from_chars(step.data() + 1, step.data() + step.size(), index);
    return index < list.items.size() ? list.items[index].get() : nullptr;
}

/// The value that a path such as `servers[1].uri` names, or the nearest one on the way there.
struct Place {
    const Node* node = nullptr;
    std::string missing{}; ///< the key that the nearest one lacks; empty: it is the value itself
};

Place place_at(const Node& start, std::string_view path)
{
    const Node* node = &start;
    while (!path.empty()) {
        const std::string_view step = take_step(path);
        const std::string key = key_of(step);
        const Node* next = step.starts_with('[') ? item_of(*node, step) : member_of(*node, key);
        if (next == nullptr || next->kind == Kind::Null) {
            return {node, key};
        }
        node = next;
    }
    return {node, {}};
}

/// `uri` of `servers[1].uri`; nothing of `rights[1]`.
std::string last_key(std::string_view path)
{
    const std::size_t dot = path.rfind('.');
    const std::string_view last = dot == std::string_view::npos ? path : path.substr(dot + 1);
    return key_of(last.substr(0, last.find('[')));
}

/// Which values of a section have diagnostics of their own.
class ReportedValues {
public:
    ReportedValues(const Node& section, std::span<const Diagnostic> diagnostics)
    {
        std::set<yaml::Position> starts;
        collect(section, starts);
        for (const Diagnostic& diagnostic : diagnostics) {
            const auto next = starts.upper_bound({diagnostic.line, diagnostic.column});
            if (next != starts.begin()) {
                reported_.insert(*std::prev(next));
            }
        }
    }

    /// Whether an error at a place only follows from a diagnostic.
    [[nodiscard]] bool explain(const Place& place) const
    {
        const Node& node = *place.node;
        const auto is_reported_item = [this](const auto& item) { return has(*item); };
        const auto is_reported_member = [&](const auto& member) {
            const auto& [key, value] = member;
            return has(*key) || (key->text.starts_with(place.missing) && has(*value));
        };
        return has(node) || std::ranges::any_of(node.items, is_reported_item) ||
               std::ranges::any_of(node.members, is_reported_member);
    }

private:
    static void collect(const Node& node, std::set<yaml::Position>& starts)
    {
        starts.insert(node.position);
        for (const auto& item : node.items) {
            collect(*item, starts);
        }
        for (const auto& [key, value] : node.members) {
            collect(*key, starts);
            collect(*value, starts);
        }
    }

    [[nodiscard]] bool has(const Node& node) const { return reported_.contains(node.position); }

    std::set<yaml::Position> reported_; // where values with a diagnostic begin
};

} // namespace

void report_dm_error(Report& report, const Node& node, const emulator::dm::DmError& error)
{
    auto [sentence, clause] = split_clause(error.what);
    if (const std::string key = last_key(error.field); !key.empty()) {
        sentence = fmt::format("{}: {}", key, sentence);
    }
    report.add(*place_at(node, error.field).node, std::move(sentence), std::move(clause));
}

void report_dm_errors(Report& report,
                      const Node& node,
                      std::span<const emulator::dm::DmError> errors,
                      std::size_t mistakes)
{
    const ReportedValues reported{node, report.since(mistakes)};
    for (const emulator::dm::DmError& error : errors) {
        if (!reported.explain(place_at(node, error.field))) {
            report_dm_error(report, node, error);
        }
    }
}

void report_element_error(Report& report, const Node& node, emulator::dm::DmError error)
{
    const std::size_t dot = error.field.find('.');
    error.field.erase(0, dot == std::string::npos ? dot : dot + 1);
    report_dm_error(report, node, error);
}

} // namespace uicc::profiles
