#include "tests/vpcd-bridge/vpcd_reader.hpp"

#include "tests/support/vector_file.hpp"
#include "vpcd-bridge/vpcd_protocol.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace uicc::test {
namespace {

constexpr timeval patience{.tv_sec = 20, .tv_usec = 0};

void require(bool condition, const char* what)
{
    if (!condition) {
        throw std::system_error{errno, std::generic_category(), what};
    }
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

sockaddr* generic(sockaddr_in& address)
{
    return reinterpret_cast<sockaddr*>(&address); // NOLINT: the socket interface is made that way
}

} // namespace

TestSocket::TestSocket(int descriptor) : descriptor_{descriptor}
{
    require(descriptor >= 0, "socket");
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

TestSocket::TestSocket(TestSocket&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}
{}

TestSocket& TestSocket::operator=(TestSocket&& other) noexcept
{
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

void TestSocket::close()
{
    if (descriptor_ >= 0) {
        ::close(std::exchange(descriptor_, -1));
    }
}

VpcdReader::VpcdReader(std::uint16_t port, int queue_length)
    : listener_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}
{
    const int on = 1;
    setsockopt(listener_.descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address = loopback(port);
    require(bind(listener_.descriptor(), generic(address), sizeof address) == 0, "bind");
    require(listen(listener_.descriptor(), queue_length) == 0, "listen");
}

std::uint16_t VpcdReader::port() const
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    require(getsockname(listener_.descriptor(), generic(address), &size) == 0, "getsockname");
    return ntohs(address.sin_port);
}

void VpcdReader::accept()
{
    connection_ = TestSocket{accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC)};
}

void VpcdReader::send(std::string_view body)
{
    send(from_hex(body));
}

void VpcdReader::send(ByteView body)
{
    Bytes frame;
    vpcd_bridge::encode_message(frame, body);
    send_raw(frame);
}

void VpcdReader::send_raw(ByteView octets)
{
    while (!octets.empty()) {
        const ssize_t size =
            ::send(connection_.descriptor(), octets.data(), octets.size(), MSG_NOSIGNAL);
        require(size > 0, "send");
        octets = octets.subspan(static_cast<std::size_t>(size));
    }
}

void VpcdReader::send_raw(std::string_view octets)
{
    send_raw(from_hex(octets));
}

std::string VpcdReader::receive()
{
    const Bytes header = receive_exactly(2);
    return to_hex(receive_exactly(static_cast<std::size_t>(header[0] << 8 | header[1])));
}

std::string VpcdReader::ask(std::string_view body)
{
    send(body);
    return receive();
}

bool VpcdReader::sees_end()
{
    Byte octet = 0;
    const ssize_t size = recv(connection_.descriptor(), &octet, 1, 0);
    return size == 0 || (size < 0 && errno == ECONNRESET);
}

Bytes VpcdReader::receive_exactly(std::size_t size)
{
    Bytes octets(size);
    if (size > 0) {
        errno = ECONNABORTED; // in case the card ends the connection in order
        const ssize_t received = recv(connection_.descriptor(), octets.data(), size, MSG_WAITALL);
        require(received == static_cast<ssize_t>(size), "recv");
    }
    return octets;
}

TestSocket begin_to_connect(std::uint16_t port)
{
    TestSocket connection{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    sockaddr_in address = loopback(port);
    const int code = connect(connection.descriptor(), generic(address), sizeof address);
    require(code == 0 || errno == EINPROGRESS, "connect");
    return connection;
}

} // namespace uicc::test
