#pragma once

#include "daemon/cli/doctor/reader_configuration.hpp"
#include "daemon/cli/doctor/tcp_sockets.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::daemon::cli::doctor {

struct Process {
    int id = 0;
    std::string name{};
    std::vector<std::string> arguments{};
};

/// A reader whose driver is vpcd, and the file that configures it.
struct VpcdReader {
    ReaderEntry entry{};
    std::filesystem::path file{};
    bool driver_exists = false;
};

/// What the machine tells about PC/SC and its network, read from files below a root folder.
/// Whatever cannot be read counts as absent.
class Machine {
public:
    explicit Machine(std::filesystem::path root = "/") : root_{std::move(root)} {}

    /// `configuration` is a file or a folder of files.
    [[nodiscard]] std::vector<VpcdReader> vpcd_readers(
        const std::filesystem::path& configuration) const;

    /// Of this network namespace.
    [[nodiscard]] std::vector<TcpSocket> tcp_sockets() const;

    /// A process that holds a socket, as far as this user may see it.
    [[nodiscard]] std::optional<Process> owner_of(std::uint64_t inode) const;

    /// Processes with this name in this network namespace.
    [[nodiscard]] std::vector<Process> processes_named(std::string_view name) const;

    /// Whether a process listens at a Unix socket, in this network namespace; the socket of one
    /// that was killed stays in its folder.
    [[nodiscard]] bool is_listening_at(const std::filesystem::path& socket) const;

    [[nodiscard]] bool exists(const std::filesystem::path& absolute) const;

    /// Whether both exist and are one file, also by way of links.
    [[nodiscard]] bool is_same_file(const std::filesystem::path& one,
                                    const std::filesystem::path& other) const;

private:
    [[nodiscard]] std::filesystem::path at(const std::filesystem::path& absolute) const;
    [[nodiscard]] std::vector<int> process_ids() const;
    [[nodiscard]] Process process(int id) const;
    [[nodiscard]] bool shares_our_network(int id) const;

    std::filesystem::path root_;
};

} // namespace uicc::daemon::cli::doctor
