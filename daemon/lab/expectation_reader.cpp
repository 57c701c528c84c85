#include "daemon/lab/expectation_reader.hpp"

#include "daemon/lab/yaml_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace uicc::daemon::lab {
namespace {

using profiles::NumberRange;
using profiles::Report;
using profiles::Section;
using profiles::yaml::Node;

constexpr NumberRange positive{1, 100'000}; // must-not says never
constexpr NumberRange exit_statuses{0, 255};

std::optional<Named> pattern_of(Section& section, std::string_view key)
{
    const Node* const node = section.find(key);
    return node == nullptr ? std::nullopt : read_pattern(section.report(), *node);
}

Count count_of(Section& section)
{
    section.exclusive({"times", "at-least"});
    section.exclusive({"times", "at-most"});
    Count count;
    if (const auto times = section.number("times", positive)) {
        count = {*times, *times};
    }
    const auto least = section.number("at-least", positive);
    if (const auto most = section.number("at-most", positive)) {
        count = {0, *most};
    }
    count.least = least.value_or(count.least);
    if (count.most && count.least > *count.most) {
        section.report().add(section.node(), "at-least is more than at-most");
    }
    return count;
}

std::string text_of(const CommandExpectation& wanted)
{
    const bool is_ban = wanted.count.most == 0;
    std::string text = fmt::format("{}: {}", is_ban ? "must not" : "must", wanted.command.text);
    if (!is_ban && wanted.count.least > 1) {
        text += fmt::format(", at least {} times", wanted.count.least);
    }
    if (!is_ban && wanted.count.most) {
        text += fmt::format(", at most {} times", *wanted.count.most);
    }
    if (wanted.within) {
        text += fmt::format(", within {} commands", *wanted.within);
    }
    if (wanted.after) {
        text += ", after " + wanted.after->text;
    }
    return wanted.before ? text + ", before " + wanted.before->text : text;
}

std::optional<Expectation> read_command(Section& section, std::string_view key, bool is_ban)
{
    auto command = pattern_of(section, key);
    auto after = pattern_of(section, "after");
    auto before = pattern_of(section, "before");
    const Count count = is_ban ? Count{0, 0} : count_of(section);
    const auto within = is_ban ? std::nullopt : section.number("within", positive);
    if (!command) {
        return std::nullopt;
    }
    CommandExpectation wanted{.command = *command,
                              .count = count,
                              .after = std::move(after),
                              .before = std::move(before),
                              .within = within};
    std::string text = text_of(wanted);
    return Expectation{std::move(wanted), std::move(text)};
}

std::optional<Expectation> read_order(Section& section)
{
    OrderExpectation wanted;
    std::string text = "in this order:";
    const Node& list = *section.find("order");
    if (list.kind == profiles::yaml::Kind::Sequence && list.items.empty()) {
        section.report().add(list, "commands are wanted here");
    }
    for (const Node* const item : items_of(section.report(), list)) {
        if (auto pattern = read_pattern(section.report(), *item)) {
            text += fmt::format("{} {}", wanted.commands.empty() ? "" : ",", pattern->text);
            wanted.commands.push_back(std::move(*pattern));
        }
    }
    return Expectation{std::move(wanted), std::move(text)};
}

std::optional<Expectation> read_must(Section& section)
{
    return read_command(section, "must", false);
}

std::optional<Expectation> read_must_not(Section& section)
{
    return read_command(section, "must-not", true);
}

std::optional<Expectation> read_report(Section& section)
{
    const Node& node = *section.find("report");
    if (node.kind != profiles::yaml::Kind::Map) {
        section.report().add(node, "a map of what the report has to say is wanted here");
        return std::nullopt;
    }
    ReportExpectation wanted{to_json(node)};
    std::string text = "report: " + wanted.report.dump();
    return Expectation{std::move(wanted), std::move(text)};
}

std::optional<Expectation> read_output(Section& section)
{
    const auto text = section.line("output");
    return text ? std::optional{Expectation{OutputExpectation{*text}, "output: " + *text}}
                : std::nullopt;
}

std::optional<Expectation> read_exit(Section& section)
{
    const auto status = section.number("exit", exit_statuses);
    return status ? std::optional{Expectation{ExitExpectation{static_cast<int>(*status)},
                                              fmt::format("exit status {}", *status)}}
                  : std::nullopt;
}

struct Kind {
    std::string_view key{};
    std::optional<Expectation> (*read)(Section& section) = nullptr;
};

constexpr auto kinds = std::to_array<Kind>({{"must", read_must},
                                            {"must-not", read_must_not},
                                            {"order", read_order},
                                            {"report", read_report},
                                            {"output", read_output},
                                            {"exit", read_exit}});

std::optional<Expectation> read_one(Report& report, const Node& node)
{
    Section section{report, node};
    std::optional<Expectation> expectation;
    const auto kind =
        std::ranges::find_if(kinds, [&](const Kind& one) { return section.has(one.key); });
    if (kind != kinds.end() && section.find(kind->key) != nullptr) {
        expectation = kind->read(section);
    } else if (kind == kinds.end() && node.kind == profiles::yaml::Kind::Map) {
        report.add(node, "one of must, must-not, order, report, output and exit is wanted here");
    }
    section.finish();
    return expectation;
}

} // namespace

std::optional<Named> read_pattern(Report& report, const Node& node)
{
    const auto text = profiles::read_line(report, node);
    if (!text) {
        return std::nullopt;
    }
    auto pattern = ApduPattern::parse(*text);
    if (!pattern) {
        report.add_within(node, pattern.error().offset, pattern.error().what);
        return std::nullopt;
    }
    return Named{std::move(*pattern), *text};
}

std::optional<Duration> read_duration(Report& report, const Node& node)
{
    constexpr Duration longest = std::chrono::minutes{10};
    std::uint32_t count = 0;
    const std::string_view text = node.text;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit{parsed.ptr, text.data() + text.size()};
    const bool is_time = parsed.ec == std::errc{} && (unit == "ms" || unit == "s");
    const Duration time{unit == "s" ? std::uint64_t{count} * 1000 : count};
    if (!is_time || time > longest) {
        report.add(node, "a time is wanted here, such as 500ms or 2s, at most 600s");
        return std::nullopt;
    }
    return time;
}

std::vector<Expectation> read_expectations(Report& report, const Node& list)
{
    std::vector<Expectation> expectations;
    for (const Node* const item : items_of(report, list)) {
        if (auto expectation = read_one(report, *item)) {
            expectations.push_back(std::move(*expectation));
        }
    }
    return expectations;
}

} // namespace uicc::daemon::lab
