#pragma once

#include "codec/ber_tlv.hpp"
#include "codec/bytes.hpp"
#include "emulator/dm/dm_error.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

/// The part of X.690 that PKCS#15 files need, on top of the TLV codec.
namespace uicc::emulator::dm::der {

using codec::Tag;

inline constexpr Tag boolean{0x01};
inline constexpr Tag integer{0x02};
inline constexpr Tag bit_string{0x03};
inline constexpr Tag octet_string{0x04};
inline constexpr Tag object_identifier{0x06};
inline constexpr Tag enumerated{0x0A};
inline constexpr Tag utf8_string{0x0C};
inline constexpr Tag generalized_time{0x18};
inline constexpr Tag sequence{0x30};

/// Context-specific tags [0], [1], ...: primitive and constructed.
[[nodiscard]] constexpr Tag primitive(unsigned number)
{
    return Tag{0x80 + number};
}
[[nodiscard]] constexpr Tag constructed(unsigned number)
{
    return Tag{0xA0 + number};
}

[[nodiscard]] Bytes tlv(Tag tag, ByteView value);
[[nodiscard]] Bytes tlv(Tag tag, std::string_view text);

/// A constructed object around whole ones; empty parts leave no trace.
[[nodiscard]] Bytes tlv(Tag tag, std::initializer_list<Bytes> parts);

/// Value of an INTEGER, X.690 §8.3.
[[nodiscard]] Bytes integer_value(std::uint32_t number);

/// Value of a BIT STRING with named bits, X.690 §11.2.2: bit 0 is the most significant one of
/// `bits`, trailing zero bits are dropped.
[[nodiscard]] Bytes named_bits(Byte bits);

/// Value of an OBJECT IDENTIFIER from dotted text; nothing when the text is not one.
[[nodiscard]] std::optional<Bytes> oid_value(std::string_view dotted);

/// Dotted text; nothing when the value is cut off or an arc needs more than 32 bits.
[[nodiscard]] std::optional<std::string> oid_text(ByteView value);

/// A data object and where it stands in the whole content.
struct Object {
    Tag tag{};
    ByteView value{};
    std::size_t offset = 0;
    std::size_t value_offset = 0;
};

/// Walks one nesting level and reports offsets in the whole content.
class Reader {
public:
    explicit Reader(ByteView encoded, std::size_t base = 0) noexcept
        : reader_{encoded}, encoded_{encoded}, base_{base}
    {}
    explicit Reader(const Object& parent) noexcept : Reader{parent.value, parent.value_offset} {}

    [[nodiscard]] bool at_end() const noexcept { return reader_.at_end(); }
    [[nodiscard]] std::size_t offset() const noexcept { return base_ + reader_.offset(); }

    /// First octet of the next object. Only when not at the end.
    [[nodiscard]] Byte peek() const noexcept { return encoded_[reader_.offset()]; }

    [[nodiscard]] Result<Object, DmError> next();

    /// The next object, which must have this tag.
    [[nodiscard]] Result<Object, DmError> next(Tag expected);

private:
    codec::TlvReader reader_;
    ByteView encoded_;
    std::size_t base_;
};

} // namespace uicc::emulator::dm::der
