#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// What the machine tells about PC/SC and its network, read from files below a root folder.
namespace uicc::daemon::cli::doctor {

/// An entry of /etc/reader.conf.d whose driver is vpcd.
struct ReaderEntry {
    std::filesystem::path file{};
    std::string name{};
    std::filesystem::path library{};
    bool library_exists = false;
    std::uint16_t first_port = 0; ///< of two
};

struct Process {
    int id = 0;
    std::string name{};
    std::vector<std::string> arguments{};
};

/// A TCP socket of this network namespace.
struct TcpSocket {
    std::string address{}; ///< local, as 127.0.0.1 or ::
    std::uint16_t port = 0;
    std::uint16_t remote_port = 0;
    bool is_listening = false;
    bool is_connected = false;
    std::uint64_t inode = 0;

    [[nodiscard]] bool is_loopback() const
    {
        return address.starts_with("127.") || address == "::1";
    }
};

class Machine {
public:
    explicit Machine(std::filesystem::path root = "/") : root_{std::move(root)} {}

    [[nodiscard]] std::vector<ReaderEntry> vpcd_entries() const;
    [[nodiscard]] std::vector<TcpSocket> tcp_sockets() const;

    /// Processes that hold a socket, as far as this user may see it.
    [[nodiscard]] std::optional<Process> owner_of(std::uint64_t inode) const;
    [[nodiscard]] std::optional<Process> find_process(std::string_view name) const;

    [[nodiscard]] bool exists(const std::filesystem::path& absolute) const;

private:
    [[nodiscard]] std::filesystem::path at(const std::filesystem::path& absolute) const;
    [[nodiscard]] std::vector<int> process_ids() const;
    [[nodiscard]] Process process(int id) const;

    std::filesystem::path root_;
};

} // namespace uicc::daemon::cli::doctor
