#pragma once

#include "daemon/cli/doctor/finding.hpp"
#include "daemon/cli/doctor/machine.hpp"

#include <set>

namespace uicc::daemon::cli::doctor {

constexpr int unseen_process = 0;

/// One slot of a vpcd reader, as the sockets of this machine show it. Machine and sockets outlive
/// it.
class Slot {
public:
    Slot(const Machine& machine, const std::vector<TcpSocket>& sockets, std::uint16_t port);

    /// Whether pcscd listens there, or has a card there.
    [[nodiscard]] bool is_usable() const;

    [[nodiscard]] const TcpSocket* listener() const { return listener_; }

    /// What is in the slot; adds the processes that hold it to `holders`, one that this user may
    /// not see as unseen_process.
    void describe(Health health_of_defects, Findings& findings, std::set<int>& holders) const;

    /// Who keeps a pcscd that is still to come from listening there; nothing when nobody does.
    void describe_obstacle(Findings& findings) const;

private:
    [[nodiscard]] std::optional<Process> foreign_listener() const;
    [[nodiscard]] Finding describe_card(const TcpSocket& connection, std::set<int>& holders) const;
    [[nodiscard]] Finding describe_waiting(const TcpSocket& connection) const;
    [[nodiscard]] const TcpSocket* other_end(const TcpSocket& connection) const;

    const Machine& machine_;
    const std::vector<TcpSocket>& sockets_;
    std::uint16_t port_;
    const TcpSocket* listener_ = nullptr;
    std::vector<const TcpSocket*> served_;
    std::vector<const TcpSocket*> waiting_; // the kernel has them, the reader does not
};

} // namespace uicc::daemon::cli::doctor
