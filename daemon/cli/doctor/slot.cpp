#include "daemon/cli/doctor/slot.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon::cli::doctor {
namespace {

constexpr std::string_view service_name = "pcscd";
constexpr std::string_view daemon_name = "vuiccd";

std::string name_of(const std::optional<Process>& process)
{
    return process ? fmt::format("{} (process {})", process->name, process->id)
                   : std::string{"a process of another user"};
}

} // namespace

Slot::Slot(const Machine& machine, const std::vector<TcpSocket>& sockets, std::uint16_t port)
    : machine_{machine}, sockets_{sockets}, port_{port}
{
    for (const TcpSocket& socket : sockets) {
        if (socket.local.port != port) {
            continue;
        }
        if (socket.is_listening && listener_ == nullptr) {
            listener_ = &socket;
        } else if (socket.is_connected) {
            (socket.inode == 0 ? waiting_ : served_).push_back(&socket);
        }
    }
}

bool Slot::is_usable() const
{
    return !foreign_listener() && (listener_ != nullptr || !served_.empty());
}

void Slot::describe(Health health_of_defects, Findings& findings, std::set<int>& holders) const
{
    if (const auto owner = foreign_listener()) {
        findings.push_back(
            {health_of_defects,
             fmt::format("port {}: {} listens there instead of pcscd", port_, name_of(owner)),
             "end it, then restart pcscd"});
        return;
    }
    if (!is_usable()) {
        findings.push_back({health_of_defects, fmt::format("port {}: nobody listens", port_),
                            "restart pcscd; another program may have held the port"});
    } else if (served_.empty()) {
        findings.push_back({Health::Good, fmt::format("port {}: no card", port_), {}});
    }
    for (const TcpSocket* connection : served_) {
        findings.push_back(describe_card(*connection, holders));
    }
    for (const TcpSocket* connection : waiting_) {
        findings.push_back(describe_waiting(*connection));
    }
}

void Slot::describe_obstacle(Findings& findings) const
{
    if (listener_ == nullptr) {
        return;
    }
    const auto owner = machine_.owner_of(listener_->inode);
    if (!owner || owner->name != service_name) {
        findings.push_back(
            {Health::Problem,
             fmt::format("port {}: {} listens there, which pcscd will need", port_, name_of(owner)),
             "end it before pcscd starts"});
    }
}

std::optional<Process> Slot::foreign_listener() const
{
    auto owner = listener_ == nullptr ? std::nullopt : machine_.owner_of(listener_->inode);
    return owner && owner->name == service_name ? std::nullopt : owner;
}

Finding Slot::describe_card(const TcpSocket& connection, std::set<int>& holders) const
{
    const TcpSocket* other = other_end(connection);
    if (other == nullptr) {
        return {Health::Warning,
                fmt::format("port {}: holds a card of another machine, {}", port_,
                            connection.remote.address),
                "its card is what PC/SC shows there, until it lets go"};
    }
    const auto owner = machine_.owner_of(other->inode);
    holders.insert(owner ? owner->id : unseen_process);
    const bool is_foreign = owner && owner->name != daemon_name;
    return {is_foreign ? Health::Warning : Health::Good,
            fmt::format("port {}: holds a card of {}", port_, name_of(owner)),
            is_foreign ? "this is not vuiccd; its card is what PC/SC shows there, until it ends"
                       : ""};
}

Finding Slot::describe_waiting(const TcpSocket& connection) const
{
    const TcpSocket* other = other_end(connection);
    return {Health::Warning,
            fmt::format("port {}: {} waits for the slot to become free", port_,
                        other == nullptr ? connection.remote.address
                                         : name_of(machine_.owner_of(other->inode))),
            "a slot holds one card: give it another port with --reader, or end what holds the "
            "slot"};
}

const TcpSocket* Slot::other_end(const TcpSocket& connection) const
{
    const auto found = std::ranges::find_if(sockets_, [&](const TcpSocket& socket) {
        return socket.local == connection.remote && socket.remote == connection.local;
    });
    return found == sockets_.end() ? nullptr : &*found;
}

} // namespace uicc::daemon::cli::doctor
