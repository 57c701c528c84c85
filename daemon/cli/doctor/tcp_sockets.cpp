#include "daemon/cli/doctor/tcp_sockets.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <sstream>
#include <utility>

namespace uicc::daemon::cli::doctor {
namespace {

constexpr std::size_t digits_per_word = 8;
constexpr std::size_t word_size = 4;
constexpr std::string_view mapped = "::ffff:"; // an IPv4 address of an IPv6 socket

template <class Number>
std::optional<Number> number_of(std::string_view text, int base)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional{number} : std::nullopt;
}

/// The kernel prints addresses as words of 32 bits in the byte order of the machine.
std::optional<std::string> address_of(std::string_view hex)
{
    const bool is_ipv6 = hex.size() == 4 * digits_per_word;
    if (!is_ipv6 && hex.size() != digits_per_word) {
        return std::nullopt;
    }
    std::array<unsigned char, 4 * word_size> octets{};
    for (std::size_t i = 0; i < hex.size() / digits_per_word; ++i) {
        const auto word =
            number_of<std::uint32_t>(hex.substr(i * digits_per_word, digits_per_word), 16);
        if (!word) {
            return std::nullopt;
        }
        std::memcpy(&octets.at(i * word_size), &*word, word_size);
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(is_ipv6 ? AF_INET6 : AF_INET, octets.data(), text.data(), text.size());
    const std::string address{text.data()};
    return address.starts_with(mapped) ? address.substr(mapped.size()) : address;
}

std::optional<TcpEnd> end_of(std::string_view text)
{
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto address = address_of(text.substr(0, colon));
    const auto port = number_of<std::uint16_t>(text.substr(colon + 1), 16);
    return address && port ? std::optional{TcpEnd{*address, *port}} : std::nullopt;
}

/// Columns as in proc(5): number, local end, remote end, state, five more, inode.
std::optional<TcpSocket> socket_in(const std::string& line)
{
    std::istringstream words{line};
    std::array<std::string, 10> columns;
    for (std::string& column : columns) {
        words >> column;
    }
    const auto local = end_of(columns[1]);
    const auto remote = end_of(columns[2]);
    const auto inode = number_of<std::uint64_t>(columns[9], 10);
    if (!local || !remote || !inode) {
        return std::nullopt;
    }
    return TcpSocket{.local = *local,
                     .remote = *remote,
                     .is_listening = columns[3] == "0A",
                     .is_connected = columns[3] == "01",
                     .inode = *inode};
}

} // namespace

bool TcpSocket::is_loopback_only() const
{
    return local.address.starts_with("127.") || local.address == "::1";
}

bool TcpSocket::is_on_all_interfaces() const
{
    return local.address == "0.0.0.0" || local.address == "::";
}

std::vector<TcpSocket> parse_tcp_table(std::string_view text)
{
    std::vector<TcpSocket> sockets;
    std::istringstream lines{std::string{text}};
    for (std::string line; std::getline(lines, line);) {
        if (auto socket = socket_in(line)) {
            sockets.push_back(*std::move(socket));
        }
    }
    return sockets;
}

} // namespace uicc::daemon::cli::doctor
