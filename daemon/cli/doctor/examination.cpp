#include "daemon/cli/doctor/examination.hpp"

#include "codec/hex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::daemon::cli::doctor {
namespace {

constexpr std::string_view service_socket = "/run/pcscd/pcscd.comm";
constexpr std::string_view service_program = "/usr/sbin/pcscd";
constexpr std::size_t slots_per_entry = 2; // of Debian's vpcd

Finding good(std::string what)
{
    return {Health::Good, std::move(what), {}};
}

Finding check_service(const Machine& machine)
{
    const auto pcscd = machine.find_process("pcscd");
    if (pcscd) {
        const bool leaves = std::ranges::any_of(pcscd->arguments, [](const std::string& argument) {
            return argument == "--auto-exit" || argument == "-x";
        });
        return leaves
                   ? Finding{Health::Warning,
                             fmt::format("pcscd runs as process {} and leaves a minute after its "
                                         "last client",
                                         pcscd->id),
                             "the reader goes with it and comes back with the next client; the "
                             "card waits for that"}
                   : good(fmt::format("pcscd runs as process {}", pcscd->id));
    }
    if (!machine.exists(service_program)) {
        return {Health::Problem, "pcscd is not installed", "apt-get install pcscd vsmartcard-vpcd"};
    }
    if (machine.exists(service_socket)) {
        return {Health::Warning, "pcscd does not run, systemd starts it for the first client",
                "the reader appears then; pcsc_scan is such a client"};
    }
    return {Health::Problem, "pcscd does not run",
            "make up, or start it: systemctl start pcscd.socket, without systemd: pcscd"};
}

void check_configuration(const std::vector<ReaderEntry>& entries, std::vector<Finding>& findings)
{
    if (entries.empty()) {
        findings.push_back({Health::Problem, "no vpcd reader in /etc/reader.conf.d",
                            "apt-get install vsmartcard-vpcd, then restart pcscd"});
    }
    for (const ReaderEntry& entry : entries) {
        const std::string reader =
            fmt::format("reader \"{}\" in {}: ports {} and {}", entry.name, entry.file.string(),
                        entry.first_port, entry.first_port + 1);
        findings.push_back(
            entry.library_exists
                ? good(reader)
                : Finding{Health::Problem,
                          fmt::format("{}, but there is no {}", reader, entry.library.string()),
                          "apt-get install --reinstall vsmartcard-vpcd"});
    }
}

std::string remedy_for_open_port(std::uint16_t first_port)
{
    return fmt::format(
        "anybody on the network may plug a card in. Keep others out: nft 'table inet "
        "vuicc {{ chain input {{ type filter hook input priority 0; iifname != "
        "\"lo\" tcp dport {}-{} drop; }}; }}'",
        first_port, first_port + 1);
}

void check_listening(const std::vector<ReaderEntry>& entries,
                     const std::vector<TcpSocket>& sockets,
                     std::vector<Finding>& findings)
{
    for (const ReaderEntry& entry : entries) {
        for (std::size_t slot = 0; slot < slots_per_entry; ++slot) {
            const auto port = static_cast<std::uint16_t>(entry.first_port + slot);
            const auto listener = std::ranges::find_if(sockets, [&](const TcpSocket& socket) {
                return socket.port == port && socket.is_listening;
            });
            const bool taken = std::ranges::any_of(sockets, [&](const TcpSocket& socket) {
                return socket.port == port && socket.is_connected;
            });
            if (listener == sockets.end() && !taken) {
                findings.push_back({Health::Problem, fmt::format("nobody listens on port {}", port),
                                    "pcscd reads its configuration when it starts: restart it; "
                                    "another network namespace has ports of its own"});
            } else if (listener != sockets.end() && !listener->is_loopback()) {
                findings.push_back(
                    {Health::Warning,
                     fmt::format("port {} is open on {}, without any password", port,
                                 listener->address == "0.0.0.0" || listener->address == "::"
                                     ? "all interfaces"
                                     : listener->address),
                     slot == 0 ? remedy_for_open_port(entry.first_port) : ""});
            } else {
                findings.push_back(good(fmt::format("port {} is there", port)));
            }
        }
    }
}

/// Who is at the other end of a connection to a port of this machine.
std::string peer_of(const Machine& machine,
                    const std::vector<TcpSocket>& sockets,
                    const TcpSocket& served)
{
    const auto peer = std::ranges::find_if(sockets, [&](const TcpSocket& socket) {
        return socket.port == served.remote_port && socket.remote_port == served.port;
    });
    if (peer == sockets.end()) {
        return "a card on another machine";
    }
    const auto owner = machine.owner_of(peer->inode);
    return owner ? fmt::format("{} (process {})", owner->name, owner->id)
                 : std::string{"a process of another user"};
}

void check_cards(const Machine& machine,
                 const std::vector<ReaderEntry>& entries,
                 const std::vector<TcpSocket>& sockets,
                 std::vector<Finding>& findings)
{
    bool any = false;
    for (const TcpSocket& socket : sockets) {
        const bool is_slot = std::ranges::any_of(entries, [&](const ReaderEntry& entry) {
            return socket.port >= entry.first_port &&
                   socket.port < entry.first_port + slots_per_entry;
        });
        if (is_slot && socket.is_connected) {
            any = true;
            findings.push_back(good(
                fmt::format("port {} serves {}", socket.port, peer_of(machine, sockets, socket))));
        }
    }
    if (!any && !entries.empty()) {
        findings.push_back({Health::Warning, "no card is connected to the reader",
                            "make up, or vuiccd --profile FILE"});
    }
}

void check_clients_view(const AskPcsc& ask_pcsc, std::vector<Finding>& findings)
{
    const auto readers = ask_pcsc();
    if (!readers) {
        findings.push_back(
            {Health::Problem, fmt::format("PC/SC clients get: {}", readers.error()),
             "restart pcscd if it hangs; as an ordinary user, polkit may refuse you: "
             "try as root"});
        return;
    }
    if (readers->empty()) {
        findings.push_back({Health::Problem, "PC/SC shows no reader at all",
                            "restart pcscd, it reads its configuration when it starts"});
    }
    for (const PcscReader& reader : *readers) {
        findings.push_back(good(reader.has_card
                                    ? fmt::format("PC/SC shows \"{}\" with a card, ATR {}",
                                                  reader.name, codec::to_hex(reader.atr))
                                    : fmt::format("PC/SC shows \"{}\", empty", reader.name)));
    }
}

std::string_view mark_of(Health health)
{
    switch (health) {
    case Health::Good:
        return "ok     ";
    case Health::Warning:
        return "warning";
    case Health::Problem:
        return "PROBLEM";
    }
    return "";
}

} // namespace

std::vector<Finding> examine(const Machine& machine, const AskPcsc& ask_pcsc)
{
    std::vector<Finding> findings{check_service(machine)};
    const auto entries = machine.vpcd_entries();
    check_configuration(entries, findings);
    if (findings.front().health == Health::Problem) {
        return findings; // without the service there is nothing more to see
    }
    check_clients_view(ask_pcsc, findings); // the first client also wakes a sleeping pcscd
    const auto sockets = machine.tcp_sockets();
    check_listening(entries, sockets, findings);
    check_cards(machine, entries, sockets, findings);
    return findings;
}

bool is_healthy(const std::vector<Finding>& findings)
{
    return std::ranges::none_of(
        findings, [](const Finding& finding) { return finding.health == Health::Problem; });
}

std::string to_text(const std::vector<Finding>& findings)
{
    std::string text;
    for (const Finding& finding : findings) {
        text += fmt::format("{}  {}\n", mark_of(finding.health), finding.what);
        if (!finding.remedy.empty()) {
            text += fmt::format("         -> {}\n", finding.remedy);
        }
    }
    text += is_healthy(findings) ? "\nCards can be shown.\n" : "\nCards cannot be shown yet.\n";
    return text;
}

} // namespace uicc::daemon::cli::doctor
