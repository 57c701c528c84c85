#include "daemon/cli/doctor/slot_check.hpp"

#include "daemon/cli/doctor/slot.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon::cli::doctor {
namespace {

constexpr std::string_view daemon_name = "vuiccd";

struct ReaderSlots {
    const ReaderEntry& entry;
    std::vector<Slot> slots{};

    [[nodiscard]] bool any_usable() const { return std::ranges::any_of(slots, &Slot::is_usable); }

    [[nodiscard]] bool any_listener() const
    {
        return std::ranges::any_of(slots,
                                   [](const Slot& slot) { return slot.listener() != nullptr; });
    }
};

std::vector<ReaderSlots> slots_of(const Machine& machine,
                                  const std::vector<TcpSocket>& sockets,
                                  const std::vector<VpcdReader>& readers)
{
    std::vector<ReaderSlots> all;
    for (const VpcdReader& reader : readers) {
        if (reader.entry.calls_out()) {
            continue;
        }
        ReaderSlots& slots = all.emplace_back(ReaderSlots{reader.entry});
        for (unsigned slot = 0; slot < slots_per_entry; ++slot) {
            const auto port = static_cast<std::uint16_t>(reader.entry.first_port() + slot);
            slots.slots.emplace_back(machine, sockets, port);
        }
    }
    return all;
}

/// vpcd asks for no password, and as Debian builds it it listens on every address.
void check_exposure(const ReaderSlots& reader, Findings& findings)
{
    const auto open = std::ranges::find_if(reader.slots, [](const Slot& slot) {
        return slot.listener() != nullptr && !slot.listener()->is_loopback_only();
    });
    if (open == reader.slots.end()) {
        return;
    }
    const TcpSocket& listener = *open->listener();
    findings.push_back(
        {Health::Warning,
         fmt::format("ports {} and {} are open on {}, without a password",
                     reader.entry.first_port(), reader.entry.last_port(),
                     listener.is_on_all_interfaces()
                         ? fmt::format("all interfaces ({})", listener.local.address)
                         : listener.local.address),
         fmt::format(
             "anybody who reaches this machine may put a card in. Unless a firewall does it "
             "already,\nkeep others out (undo with: nft delete table inet vuicc):\n"
             "nft 'table inet vuicc {{ chain input {{ type filter hook input priority 0; "
             "iifname != \"lo\" tcp dport {}-{} drop; }}; }}'",
             reader.entry.first_port(), reader.entry.last_port())});
}

void check_daemons(const Machine& machine, const std::set<int>& holders, Findings& findings)
{
    const auto daemons = machine.processes_named(daemon_name);
    if (daemons.empty()) {
        findings.push_back(
            {Health::Warning, "vuiccd does not run", "make up, or vuiccd --profile FILE"});
    }
    const bool sees_all = !holders.contains(unseen_process);
    for (const Process& daemon : daemons) {
        if (sees_all && !holders.contains(daemon.id)) {
            findings.push_back(
                {Health::Warning,
                 fmt::format("vuiccd (process {}) has no card in a slot", daemon.id),
                 "it tries again every second; its log says what it waits for, --reader says "
                 "where"});
        }
    }
}

} // namespace

void check_slots(const Machine& machine, const std::vector<VpcdReader>& readers, Findings& findings)
{
    const auto sockets = machine.tcp_sockets();
    const auto all = slots_of(machine, sockets, readers);
    const bool any = std::ranges::any_of(all, &ReaderSlots::any_usable);
    const Health health_of_defects = any ? Health::Warning : Health::Problem;
    std::set<int> holders;
    for (const ReaderSlots& reader : all) {
        if (!reader.any_usable() && !reader.any_listener()) {
            findings.push_back(
                {health_of_defects,
                 fmt::format("nobody listens on the ports {} and {}", reader.entry.first_port(),
                             reader.entry.last_port()),
                 "pcscd loads drivers only when it starts: restart it. A pcscd in another network\n"
                 "namespace or container has ports of its own"});
            continue;
        }
        check_exposure(reader, findings);
        for (const Slot& slot : reader.slots) {
            slot.describe(health_of_defects, findings, holders);
        }
    }
    check_daemons(machine, holders, findings);
}

void check_without_service(const Machine& machine,
                           const std::vector<VpcdReader>& readers,
                           Findings& findings)
{
    const auto sockets = machine.tcp_sockets();
    const std::vector<VpcdReader> usual(1);
    for (const ReaderSlots& reader :
         slots_of(machine, sockets, readers.empty() ? usual : readers)) {
        for (const Slot& slot : reader.slots) {
            slot.describe_obstacle(findings);
        }
    }
    for (const Process& daemon : machine.processes_named(daemon_name)) {
        findings.push_back(
            {Health::Good, fmt::format("vuiccd (process {}) waits for the reader", daemon.id), {}});
    }
}

} // namespace uicc::daemon::cli::doctor
