#pragma once

#include "codec/bytes.hpp"

#include <optional>
#include <span>

namespace uicc::vpcd_bridge {

/// Control codes: messages of one octet from the reader. Only GetAtr is answered.
enum class Control : Byte { PowerOff = 0, PowerOn = 1, Reset = 2, GetAtr = 4 };

inline constexpr std::size_t max_message_size = 0xFFFF;

/// What a reader that has only seen short messages takes.
inline constexpr std::size_t usual_space = 2048;

/// Cuts the octets that come in into messages: two octets of length, big endian, and a body.
class MessageReader {
public:
    /// Room to receive into; never empty once next() has answered that nothing is complete.
    [[nodiscard]] std::span<Byte> free_space();

    /// Tells how much of the free space was filled.
    void received(std::size_t size) noexcept { end_ += size; }

    /// Body of the next message, borrowed until the reader is used again; nothing while the message
    /// is incomplete.
    [[nodiscard]] std::optional<ByteView> next();

    /// Whether part of a message has come in.
    [[nodiscard]] bool is_in_message() const noexcept { return end_ > begin_; }

    void clear() noexcept { begin_ = end_ = 0; }

private:
    [[nodiscard]] std::size_t size_of_next() const;

    Bytes buffer_ = Bytes(usual_space); // grows with the messages, to 65,537 octets at most
    std::size_t begin_ = 0;             // of what has not been handed out
    std::size_t end_ = 0;               // of what has been received
};

/// Writes length and body into `frame`, whatever it held before. At most 65,535 octets of body.
void encode_message(Bytes& frame, ByteView body);

} // namespace uicc::vpcd_bridge
