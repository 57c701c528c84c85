#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::daemon::cli::doctor {

struct TcpEnd {
    std::string address{}; ///< as 127.0.0.1 or ::1
    std::uint16_t port = 0;

    friend bool operator==(const TcpEnd&, const TcpEnd&) = default;
};

/// A row of /proc/net/tcp or tcp6.
struct TcpSocket {
    TcpEnd local{};
    TcpEnd remote{};
    bool is_listening = false;
    bool is_connected = false;
    std::uint64_t inode = 0; ///< 0 while nobody has accepted the connection

    [[nodiscard]] bool is_loopback_only() const;
    [[nodiscard]] bool is_on_all_interfaces() const;
};

/// Rows that make no sense are skipped.
[[nodiscard]] std::vector<TcpSocket> parse_tcp_table(std::string_view text);

} // namespace uicc::daemon::cli::doctor
