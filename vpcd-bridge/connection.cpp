#include "vpcd-bridge/connection.hpp"

#include <boost/asio/error.hpp>

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace uicc::vpcd_bridge {
namespace {

void set_tcp_option(int descriptor, int option)
{
    const int on = 1; // a socket that has died meanwhile is found by the next transfer
    setsockopt(descriptor, IPPROTO_TCP, option, &on, sizeof on);
}

Connection::Transfer transferred(ssize_t size)
{
    if (size >= 0) {
        return static_cast<std::size_t>(size);
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
        return std::size_t{0};
    }
    return tl::unexpected{boost::system::error_code{errno, boost::system::system_category()}};
}

} // namespace

Connection::Connection(int descriptor) : descriptor_{descriptor}
{
    // what must not block says so itself
    fcntl(descriptor_, F_SETFL, fcntl(descriptor_, F_GETFL) & ~O_NONBLOCK);
    const timeval linger{0, 1000};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &linger, sizeof linger);
    set_tcp_option(descriptor_, TCP_NODELAY);
}

Connection::Connection(Connection&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}
{}

Connection& Connection::operator=(Connection&& other) noexcept
{
    if (this != &other) {
        close();
        descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
}

Connection::Transfer Connection::receive(std::span<Byte> space, Patience patience)
{
    const int flags = patience == Patience::None ? MSG_DONTWAIT : 0;
    const ssize_t size = recv(descriptor_, space.data(), space.size(), flags);
    if (size == 0) {
        return tl::unexpected{boost::system::error_code{boost::asio::error::eof}};
    }
    return transferred(size);
}

Connection::Transfer Connection::send(ByteView octets)
{
    return transferred(
        ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
}

/// The option is not sticky: the kernel goes back to delaying.
void Connection::acknowledge_at_once()
{
    set_tcp_option(descriptor_, TCP_QUICKACK);
}

void Connection::close() noexcept
{
    if (is_open()) {
        ::close(std::exchange(descriptor_, -1));
    }
}

} // namespace uicc::vpcd_bridge
