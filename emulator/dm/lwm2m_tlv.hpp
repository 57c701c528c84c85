#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/dm_error.hpp"

#include <cstdint>
#include <optional>

namespace uicc::emulator::dm {

/// What a LwM2M TLV entry is, bits 7-6 of its type octet, LwM2M TS 1.0 §6.4.3.
enum class Lwm2mKind : Byte {
    ObjectInstance = 0,
    ResourceInstance = 1,
    MultipleResource = 2,
    Resource = 3,
};

/// One entry; the value borrows from the octets that were decoded.
struct Lwm2mTlv {
    Lwm2mKind kind{};
    std::uint16_t id = 0;
    ByteView value{};
    std::size_t offset = 0; ///< of the type octet, counted from the start of the whole content
    std::size_t value_offset = 0; ///< of the first octet of the value, likewise
};

/// Walks the entries of one nesting level. `base` is the offset of `encoded` in the whole content.
class Lwm2mTlvReader {
public:
    explicit Lwm2mTlvReader(ByteView encoded, std::size_t base = 0) noexcept
        : rest_{encoded}, offset_{base}
    {}

    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] Result<Lwm2mTlv, DmError> next();

private:
    ByteView rest_;
    std::size_t offset_;
};

/// Appends type, identifier and length in their shortest forms. Lengths of 16 MB and more do not
/// exist in this encoding and throw std::length_error.
void append_lwm2m_header(Bytes& out, Lwm2mKind kind, std::uint16_t id, std::size_t length);

/// Appends one entry.
void append_lwm2m_tlv(Bytes& out, Lwm2mKind kind, std::uint16_t id, ByteView value);

/// Two's complement in the shortest of 1, 2, 4, 8 octets, LwM2M TS 1.0 Appendix C.
[[nodiscard]] Bytes encode_lwm2m_integer(std::int64_t value);

/// The integer in 1, 2, 4 or 8 octets; nothing for any other length.
[[nodiscard]] std::optional<std::int64_t> decode_lwm2m_integer(ByteView octets);

} // namespace uicc::emulator::dm
