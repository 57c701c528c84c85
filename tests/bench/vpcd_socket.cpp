#include "tests/bench/vpcd_socket.hpp"

#include "codec/byte_writer.hpp"

#include <arpa/inet.h>
#include <array>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace uicc::bench {
namespace {

constexpr std::size_t header_size = 2;

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int checked(int result, const char* what)
{
    if (result < 0) {
        throw std::system_error{errno, std::generic_category(), what};
    }
    return result;
}

void set_option(int descriptor, int level, int option)
{
    const int on = 1;
    setsockopt(descriptor, level, option, &on, sizeof on);
}

const sockaddr* generic(const sockaddr_in& address)
{
    return reinterpret_cast<const sockaddr*>(&address); // NOLINT: the way of the socket API
}

bool send_all(int descriptor, ByteView octets)
{
    while (!octets.empty()) {
        const ssize_t sent = ::send(descriptor, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        octets = octets.subspan(static_cast<std::size_t>(sent));
    }
    return true;
}

} // namespace

VpcdSocket::VpcdSocket(int descriptor, Writing writing) : descriptor_{descriptor}, writing_{writing}
{
    if (writing == Writing::OneSend) {
        set_option(descriptor, IPPROTO_TCP, TCP_NODELAY);
    }
}

VpcdSocket::VpcdSocket(VpcdSocket&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}, writing_{other.writing_},
      received_{std::move(other.received_)}, consumed_{other.consumed_}
{}

VpcdSocket::~VpcdSocket()
{
    if (descriptor_ >= 0) {
        close(descriptor_);
    }
}

VpcdSocket VpcdSocket::connect(std::uint16_t port)
{
    const sockaddr_in address = loopback(port);
    for (;;) {
        const int descriptor = checked(socket(AF_INET, SOCK_STREAM, 0), "socket");
        if (::connect(descriptor, generic(address), sizeof address) == 0) {
            return VpcdSocket{descriptor, Writing::OneSend};
        }
        close(descriptor);
        usleep(1000);
    }
}

VpcdSocket VpcdSocket::accept(std::uint16_t port, Writing writing)
{
    const sockaddr_in address = loopback(port);
    const int listener = checked(socket(AF_INET, SOCK_STREAM, 0), "socket");
    set_option(listener, SOL_SOCKET, SO_REUSEADDR);
    checked(bind(listener, generic(address), sizeof address), "bind");
    checked(listen(listener, 0), "listen");
    const int descriptor = checked(::accept(listener, nullptr, nullptr), "accept");
    close(listener);
    return VpcdSocket{descriptor, writing};
}

bool VpcdSocket::read_some()
{
    std::array<Byte, 65537>
        buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): filled by recv
    const ssize_t size = recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (size <= 0) {
        return false;
    }
    codec::append(received_, ByteView{buffer}.first(static_cast<std::size_t>(size)));
    return true;
}

bool VpcdSocket::receive(Bytes& message)
{
    received_.erase(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(consumed_));
    consumed_ = 0;
    for (;;) {
        if (received_.size() >= header_size) {
            const auto size = static_cast<std::size_t>(received_[0] << 8 | received_[1]);
            if (received_.size() >= header_size + size) {
                const auto begin = received_.begin() + header_size;
                message.assign(begin, begin + static_cast<std::ptrdiff_t>(size));
                consumed_ = header_size + size;
                return true;
            }
        }
        if (!received_.empty()) {
            set_option(descriptor_, IPPROTO_TCP, TCP_QUICKACK);
        }
        if (!read_some()) {
            return false;
        }
    }
}

bool VpcdSocket::send(ByteView message)
{
    Bytes frame;
    codec::append_number(frame, message.size(), header_size);
    if (writing_ == Writing::TwoSends) {
        return send_all(descriptor_, frame) && send_all(descriptor_, message);
    }
    codec::append(frame, message);
    return send_all(descriptor_, frame);
}

} // namespace uicc::bench
