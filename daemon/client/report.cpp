#include "daemon/client/report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

namespace uicc::daemon::client {
namespace {

using nlohmann::ordered_json;

ordered_json to_json(const Account& account)
{
    return {{"source", to_string(account.source)},
            {"server", account.server},
            {"id", account.id},
            {"bootstrap", account.bootstrap},
            {"security", account.security}};
}

/// What a card says may be made to upset terminals.
std::string printable(std::string text)
{
    std::ranges::replace_if(
        text, [](char letter) { return letter < ' ' || letter > '~'; }, '?');
    return text;
}

std::string list(const std::vector<std::string>& ids)
{
    return printable(fmt::format("{}", fmt::join(ids, ", ")));
}

} // namespace

std::string_view to_string(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Applied:
        return "applied";
    case Outcome::Unchanged:
        return "unchanged";
    case Outcome::Absent:
        return "absent";
    case Outcome::Malformed:
        return "malformed";
    case Outcome::Refused:
        return "refused";
    case Outcome::Failed:
        return "failed";
    }
    return "";
}

std::string to_json(const Report& report)
{
    ordered_json accounts = ordered_json::array();
    for (const Account& account : report.accounts) {
        accounts.push_back(to_json(account));
    }
    const ordered_json value{{"iccid", report.iccid},       {"outcome", to_string(report.outcome)},
                             {"accounts", accounts},        {"added", report.added},
                             {"removed", report.removed},   {"pin", card::to_string(report.pin)},
                             {"problems", report.problems}, {"apdus", report.commands}};
    // What a card says need not be UTF-8.
    return value.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string to_text(const Report& report)
{
    std::string text = fmt::format(
        "card {}: {}, {} commands, PIN {}\n", report.iccid.empty() ? "unknown" : report.iccid,
        to_string(report.outcome), report.commands, card::to_string(report.pin));
    for (const Account& account : report.accounts) {
        text +=
            fmt::format("  {:<6} {} {}{} ({})\n", to_string(account.source), printable(account.id),
                        printable(account.server), account.bootstrap ? ", bootstrap server" : "",
                        printable(account.security));
    }
    if (!report.added.empty()) {
        text += fmt::format("  added: {}\n", list(report.added));
    }
    if (!report.removed.empty()) {
        text += fmt::format("  removed: {}\n", list(report.removed));
    }
    for (const std::string& problem : report.problems) {
        text += fmt::format("  {}\n", printable(problem));
    }
    return text;
}

} // namespace uicc::daemon::client
