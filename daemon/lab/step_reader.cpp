#include "daemon/lab/step_reader.hpp"

#include "daemon/lab/expectation_reader.hpp"
#include "daemon/trace/event_kind.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon::lab {
namespace {

using profiles::Entry;
using profiles::NumberRange;
using profiles::Report;
using profiles::Section;
using profiles::yaml::Kind;
using profiles::yaml::Node;

constexpr NumberRange numbers{1, 100'000};
constexpr NumberRange exit_statuses{0, 255};
constexpr Duration usual_patience = std::chrono::seconds{10};

std::size_t number_of(Section& section)
{
    return section.number("nth", numbers).value_or(1);
}

std::optional<trace::EventKind> event_kind_of(Section& section)
{
    const auto name = section.line("event");
    const auto kind = name ? trace::kind_of(*name) : std::nullopt;
    if (name && !kind) {
        section.report().add(*section.find("event"),
                             "there is no event of this name" +
                                 profiles::suggestion(*name, trace::kind_names()));
    }
    return kind;
}

using When = decltype(Trigger::when);

std::optional<When> read_when(Section& section)
{
    if (const Node* const command = section.find("when")) {
        auto pattern = read_pattern(section.report(), *command);
        const std::size_t number = number_of(section);
        return pattern ? std::optional<When>{AtCommand{std::move(*pattern), number}} : std::nullopt;
    }
    if (section.has("event")) {
        const auto kind = event_kind_of(section);
        const std::size_t number = number_of(section);
        return kind ? std::optional<When>{AtEvent{*kind, number}} : std::nullopt;
    }
    if (const Node* const time = section.find("after")) {
        const auto duration = read_duration(section.report(), *time);
        return duration ? std::optional<When>{AtTime{*duration}} : std::nullopt;
    }
    if (const auto signal = section.line("signal")) {
        return AtSignal{*signal};
    }
    section.report().add(section.node(), "one of when, event, after and signal is wanted here");
    return std::nullopt;
}

std::optional<Trigger> read_trigger(Report& report, const Node& node, const Vocabulary& words)
{
    Section section{report, node};
    section.exclusive({"when", "event", "after", "signal"});
    auto when = read_when(section);
    const Node* const actions = section.require("do");
    std::vector<Action> todo;
    if (actions != nullptr) {
        todo = read_actions(report, *actions, words);
    }
    section.finish();
    return when ? std::optional{Trigger{std::move(*when), std::move(todo)}} : std::nullopt;
}

std::optional<int> read_exit_status(Section& section)
{
    const Node* const node = section.find("exit");
    if (node == nullptr) {
        return 0;
    }
    if (node->text == "any") {
        return std::nullopt;
    }
    return static_cast<int>(
        profiles::read_number(section.report(), *node, exit_statuses).value_or(0));
}

Step read_run(Report& report, const Node* value, RunClient::Mode mode)
{
    RunClient run{.mode = mode};
    if (value != nullptr && value->kind != Kind::Null) {
        Section section{report, *value};
        run.exit_status = read_exit_status(section);
        section.finish();
    }
    return run;
}

std::optional<Step> read_wait_for(Report& report, const Node& node)
{
    Section section{report, node};
    const Node* const command = section.require("command");
    const Node* const time = section.find("timeout");
    auto pattern = command == nullptr ? std::nullopt : read_pattern(report, *command);
    const auto patience = time == nullptr ? usual_patience : read_duration(report, *time);
    section.finish();
    if (!pattern || !patience) {
        return std::nullopt;
    }
    return WaitFor{std::move(*pattern), *patience};
}

std::optional<Step> read_map_step(Report& report, const Node& node, const Vocabulary& words)
{
    const auto entries = entries_of(report, node);
    if (entries.size() != 1) {
        report.add(node, "a step has one key");
        return std::nullopt;
    }
    const Entry& entry = entries.front();
    const std::string& name = entry.key->text;
    if (name == "run" || name == "start") {
        return read_run(report, entry.value,
                        name == "run" ? RunClient::Mode::ToItsEnd : RunClient::Mode::InBackground);
    }
    if (name == "stop") {
        return StopClient{};
    }
    if (name == "wait") {
        const auto time = read_duration(report, *entry.value);
        return time ? std::optional<Step>{Wait{*time}} : std::nullopt;
    }
    if (name == "wait-for") {
        return read_wait_for(report, *entry.value);
    }
    if (name == "expect") {
        return Check{read_expectations(report, *entry.value)};
    }
    const auto actions = read_actions(report, node, words);
    return actions.empty() ? std::nullopt : std::optional<Step>{actions.front()};
}

std::optional<Step> read_step(Report& report, const Node& node, const Vocabulary& words)
{
    if (node.kind == Kind::Map) {
        return read_map_step(report, node, words);
    }
    if (node.kind == Kind::Scalar && node.text == "run") {
        return read_run(report, nullptr, RunClient::Mode::ToItsEnd);
    }
    if (node.kind == Kind::Scalar && node.text == "start") {
        return read_run(report, nullptr, RunClient::Mode::InBackground);
    }
    if (node.kind == Kind::Scalar && node.text == "stop") {
        return StopClient{};
    }
    report.add(node,
               "a step is run, start, stop, or a map with wait, wait-for, expect or an action");
    return std::nullopt;
}

template <class Item, class Read>
std::vector<Item> read_list(Report& report, const Node& list, const Vocabulary& words, Read read)
{
    std::vector<Item> read_items;
    for (const Node* const node : items_of(report, list)) {
        if (auto item = read(report, *node, words)) {
            read_items.push_back(std::move(*item));
        }
    }
    return read_items;
}

} // namespace

std::vector<Trigger> read_triggers(Report& report, const Node& list, const Vocabulary& words)
{
    return read_list<Trigger>(report, list, words, read_trigger);
}

std::vector<Step> read_steps(Report& report, const Node& list, const Vocabulary& words)
{
    return read_list<Step>(report, list, words, read_step);
}

} // namespace uicc::daemon::lab
