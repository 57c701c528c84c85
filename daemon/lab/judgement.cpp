#include "daemon/lab/judgement.hpp"

#include "daemon/lab/json_match.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon::lab {
namespace {

using Commands = std::vector<trace::CardEvent>;
using Indices = std::vector<std::size_t>;

struct Failure {
    std::string reason{};
    Indices shown{};
};

using Outcome = std::optional<Failure>;

/// The first match from `begin` on, or the number of commands.
std::size_t find(const Commands& commands, const Named& pattern, std::size_t begin)
{
    const auto found =
        std::find_if(commands.begin() + static_cast<std::ptrdiff_t>(begin), commands.end(),
                     [&](const auto& event) { return pattern.pattern.matches(event); });
    return static_cast<std::size_t>(found - commands.begin());
}

/// The part of the exchange that an expectation is about.
struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::optional<std::size_t> after{};  ///< the command in front of it
    std::optional<std::size_t> before{}; ///< the command behind it
};

/// Nothing when the command that begins it never came.
std::optional<Part> part_of(const CommandExpectation& wanted, const Commands& commands)
{
    Part part{.end = commands.size()};
    if (wanted.after) {
        const std::size_t begin = find(commands, *wanted.after, 0);
        if (begin == commands.size()) {
            return std::nullopt;
        }
        part.after = begin;
        part.begin = begin + 1;
    }
    if (wanted.before) {
        const std::size_t end = find(commands, *wanted.before, part.begin);
        if (end < commands.size()) {
            part.before = end;
            part.end = end;
        }
    }
    if (wanted.within) {
        part.end = std::min(part.end, part.begin + *wanted.within);
    }
    return part;
}

Indices matches(const CommandExpectation& wanted, const Commands& commands, const Part& part)
{
    Indices found;
    for (std::size_t i = part.begin; i < part.end; ++i) {
        if (wanted.command.pattern.matches(commands[i])) {
            found.push_back(i);
        }
    }
    return found;
}

/// The commands at the borders of a part, with the last ones in it where there are no borders.
Indices borders(const Part& part)
{
    constexpr std::size_t context = 3;
    Indices shown;
    if (part.after) {
        shown.push_back(*part.after);
    }
    const std::size_t end = part.before.value_or(part.end);
    const std::size_t begin = std::max(part.begin, end - std::min(end, context));
    for (std::size_t i = begin; i < end; ++i) {
        shown.push_back(i);
    }
    if (part.before) {
        shown.push_back(*part.before);
    }
    return shown;
}

std::string times(std::size_t count)
{
    return count == 1 ? "once" : fmt::format("{} times", count);
}

Outcome check(const CommandExpectation& wanted, const Conduct& conduct)
{
    const auto part = part_of(wanted, conduct.commands);
    if (!part) {
        return wanted.count.least == 0
                   ? Outcome{}
                   : Failure{fmt::format("{} never came", wanted.after->text), {}};
    }
    const Indices found = matches(wanted, conduct.commands, *part);
    if (found.size() < wanted.count.least) {
        return Failure{found.empty() ? "it never came" : "it came only " + times(found.size()),
                       borders(*part)};
    }
    if (wanted.count.most && found.size() > *wanted.count.most) {
        const auto surplus = found.begin() + static_cast<std::ptrdiff_t>(*wanted.count.most);
        Indices shown{*surplus};
        if (part->after) {
            shown.insert(shown.begin(), *part->after);
        }
        return Failure{"it came " + times(found.size()), std::move(shown)};
    }
    return {};
}

Outcome check(const OrderExpectation& wanted, const Conduct& conduct)
{
    std::size_t position = 0;
    Indices seen;
    for (const Named& command : wanted.commands) {
        const std::size_t found = find(conduct.commands, command, position);
        if (found == conduct.commands.size()) {
            const std::size_t earlier = find(conduct.commands, command, 0);
            const bool was_early = earlier < conduct.commands.size();
            if (was_early) {
                seen.push_back(earlier);
                std::ranges::sort(seen);
            }
            return Failure{
                fmt::format("{} {}", command.text, was_early ? "came too early" : "never came"),
                std::move(seen)};
        }
        seen = {found};
        position = found + 1;
    }
    return {};
}

Outcome check(const ReportExpectation& wanted, const Conduct& conduct)
{
    if (!conduct.report) {
        return Failure{"the client wrote no JSON to $VUICC_REPORT", {}};
    }
    const auto difference = first_difference(wanted.report, *conduct.report);
    return difference ? Outcome{Failure{*difference, {}}} : Outcome{};
}

Outcome check(const OutputExpectation& wanted, const Conduct& conduct)
{
    return conduct.output.find(wanted.text) != std::string::npos
               ? Outcome{}
               : Failure{"the client did not print it", {}};
}

Outcome check(const ExitExpectation& wanted, const Conduct& conduct)
{
    if (conduct.exit_status == wanted.status) {
        return {};
    }
    return Failure{conduct.exit_status
                       ? fmt::format("the client ended with {}", *conduct.exit_status)
                       : std::string{"the client did not end by itself"},
                   {}};
}

} // namespace

std::optional<Violation> judge(const Expectation& expectation, const Conduct& conduct)
{
    auto failure =
        std::visit([&](const auto& wanted) { return check(wanted, conduct); }, expectation.what);
    if (!failure) {
        return std::nullopt;
    }
    return Violation{expectation.text, std::move(failure->reason), std::move(failure->shown)};
}

} // namespace uicc::daemon::lab
