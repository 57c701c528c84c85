#include "daemon/cli/doctor/examination.hpp"

#include "codec/hex.hpp"
#include "daemon/cli/doctor/service_check.hpp"
#include "daemon/cli/doctor/slot_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace uicc::daemon::cli::doctor {
namespace {

/// PC/SC appends numbers to the name of the configuration.
bool is_of(const PcscReader& reader, const std::vector<VpcdReader>& configured)
{
    return std::ranges::any_of(configured, [&](const VpcdReader& candidate) {
        return reader.name.starts_with(candidate.entry.name);
    });
}

std::string describe(const PcscReader& reader)
{
    return reader.has_card ? fmt::format("PC/SC shows \"{}\" with a card, ATR {}", reader.name,
                                         codec::to_hex(reader.atr))
                           : fmt::format("PC/SC shows \"{}\", empty", reader.name);
}

void check_view_of_clients(const AskPcsc& ask_pcsc,
                           const std::vector<VpcdReader>& configured,
                           Findings& findings)
{
    const auto readers = ask_pcsc();
    if (!readers) {
        findings.push_back(
            {Health::Problem, fmt::format("PC/SC refuses its clients: {}", readers.error()),
             "pcscd may hang: restart it; or polkit may not let this user in: try as root"});
        return;
    }
    for (const PcscReader& reader : *readers) {
        findings.push_back({Health::Good, describe(reader), {}});
    }
    const bool any = std::ranges::any_of(
        *readers, [&](const PcscReader& reader) { return is_of(reader, configured); });
    if (!any && !configured.empty()) {
        findings.push_back(
            {Health::Problem,
             readers->empty() ? "PC/SC shows no reader at all" : "PC/SC shows no vpcd reader",
             "pcscd reads its configuration only when it starts: restart it"});
    }
}

std::string_view mark_of(Health health)
{
    switch (health) {
    case Health::Good:
        return "ok";
    case Health::Warning:
        return "warning";
    case Health::Problem:
        return "PROBLEM";
    }
    return "";
}

} // namespace

Findings examine(const Machine& machine, const AskPcsc& ask_pcsc)
{
    Findings findings;
    const Service service = check_service(machine, findings);
    const auto readers = check_configuration(machine, service.configuration, findings);
    if (!service.can_answer) {
        check_without_service(machine, readers, findings);
        return findings;
    }
    check_view_of_clients(ask_pcsc, readers, findings); // wakes a pcscd that sleeps, hence first
    check_slots(machine, readers, findings);
    return findings;
}

bool is_healthy(const Findings& findings)
{
    return std::ranges::none_of(
        findings, [](const Finding& finding) { return finding.health == Health::Problem; });
}

std::string to_text(const Findings& findings)
{
    std::string text;
    for (const Finding& finding : findings) {
        text += fmt::format("{:<7}  {}\n", mark_of(finding.health), finding.what);
        std::string_view arrow = "->";
        std::istringstream lines{finding.remedy};
        for (std::string line; std::getline(lines, line); arrow = "") {
            text += fmt::format("         {:<2} {}\n", arrow, line);
        }
    }
    text += is_healthy(findings) ? "\nCards can be shown.\n" : "\nCards cannot be shown yet.\n";
    return text;
}

} // namespace uicc::daemon::cli::doctor
