#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"

#include <boost/system/error_code.hpp>

#include <span>

namespace uicc::vpcd_bridge {

/// A connected TCP socket that holds nothing back, and blocks only when told to linger.
class Connection {
public:
    using Transfer = Result<std::size_t, boost::system::error_code>;

    Connection() = default;

    /// Takes the descriptor over.
    explicit Connection(int descriptor);

    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&& other) noexcept;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { close(); }

    [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

    enum class Patience { None, Linger };

    /// How much came; 0 when nothing is there, or comes within some milliseconds when lingering.
    /// The end of the stream is an error.
    [[nodiscard]] Transfer receive(std::span<Byte> space, Patience patience);

    /// How much went; 0 when the peer takes nothing now.
    [[nodiscard]] Transfer send(ByteView octets);

    /// Lets the kernel acknowledge what has come without the usual delay of 40 ms, once.
    void acknowledge_at_once();

    void close() noexcept;

private:
    int descriptor_ = -1;
};

} // namespace uicc::vpcd_bridge
