#pragma once

#include "codec/bytes.hpp"

#include <cstdint>

namespace uicc::bench {

/// How a side of the vpcd protocol writes a message.
enum class Writing {
    OneSend,  ///< length and body together, TCP_NODELAY
    TwoSends, ///< length, then body, Nagle's algorithm on: what Debian's vpcd does
};

/// A loopback TCP connection that speaks vpcd's framing, blocking and without frills.
class VpcdSocket {
public:
    [[nodiscard]] static VpcdSocket connect(std::uint16_t port);                 ///< as a card
    [[nodiscard]] static VpcdSocket accept(std::uint16_t port, Writing writing); ///< as the reader

    VpcdSocket(VpcdSocket&& other) noexcept;
    VpcdSocket& operator=(VpcdSocket&&) = delete;
    VpcdSocket(const VpcdSocket&) = delete;
    VpcdSocket& operator=(const VpcdSocket&) = delete;
    ~VpcdSocket();

    /// Next message; false at the end of the connection. Asks for an immediate acknowledgement
    /// whenever a message is incomplete.
    bool receive(Bytes& message);
    bool send(ByteView message);

private:
    VpcdSocket(int descriptor, Writing writing);

    bool read_some();

    int descriptor_;
    Writing writing_;
    Bytes received_;
    std::size_t consumed_ = 0;
};

} // namespace uicc::bench
