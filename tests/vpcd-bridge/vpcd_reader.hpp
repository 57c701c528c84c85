#pragma once

#include "codec/bytes.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace uicc::test {

/// A socket of a test: closed in the end, and never waited for longer than a test may hang.
class TestSocket {
public:
    TestSocket() = default;
    explicit TestSocket(int descriptor);
    TestSocket(TestSocket&& other) noexcept;
    TestSocket& operator=(TestSocket&& other) noexcept;
    TestSocket(const TestSocket&) = delete;
    TestSocket& operator=(const TestSocket&) = delete;
    ~TestSocket() { close(); }

    [[nodiscard]] int descriptor() const { return descriptor_; }
    void close();

private:
    int descriptor_ = -1;
};

/// Plays vpcd on the loopback interface: listens, and talks to whatever card connects. Throws
/// std::runtime_error when the card does not do its part in time.
class VpcdReader {
public:
    /// Port 0 takes a free one.
    explicit VpcdReader(std::uint16_t port = 0, int queue_length = 16);

    [[nodiscard]] std::uint16_t port() const;

    void accept();

    /// Sends a message, in hexadecimal or octets.
    void send(std::string_view body);
    void send(ByteView body);
    void send_raw(ByteView octets);
    void send_raw(std::string_view octets);

    /// The body of the next message, in hexadecimal.
    std::string receive();
    std::string ask(std::string_view body);

    /// Whether the card closes the connection without another octet.
    bool sees_end();

    void close() { connection_.close(); }
    void stop_listening() { listener_.close(); }
    [[nodiscard]] int connection() const { return connection_.descriptor(); }

private:
    Bytes receive_exactly(std::size_t size);

    TestSocket listener_;
    TestSocket connection_;
};

/// Connects to a port of the loopback interface without waiting for an answer.
[[nodiscard]] TestSocket begin_to_connect(std::uint16_t port);

} // namespace uicc::test
