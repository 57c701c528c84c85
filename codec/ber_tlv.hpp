#pragma once

#include "codec/byte_reader.hpp"
#include "codec/bytes.hpp"
#include "codec/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace uicc::codec {

/// Tag as written in the specifications and on the wire: Tag{0x62}, Tag{0x9F7F}, Tag{0xBF8101}.
enum class Tag : std::uint32_t {};

/// One data object. The value borrows from the octets that were decoded.
struct TlvObject {
    Tag tag{};
    ByteView value{};
};

/// Walks the data objects of one nesting level in order.
class TlvReader {
public:
    explicit TlvReader(ByteView encoded) noexcept : reader_{encoded} {}

    [[nodiscard]] bool at_end() const noexcept { return reader_.at_end(); }

    /// Octets consumed so far; after a failure, where decoding stopped.
    [[nodiscard]] std::size_t offset() const noexcept { return reader_.offset(); }
    [[nodiscard]] Result<TlvObject, DecodeError> next();

private:
    ByteReader reader_;
};

/// Value of the first object with this tag; absent, empty and malformed are distinct answers.
[[nodiscard]] Result<std::optional<ByteView>, DecodeError> find_value(ByteView encoded, Tag wanted);

/// The tag that the octets begin with, and how many octets it has.
struct TagOctets {
    Tag tag{};
    std::size_t size = 0;
};
[[nodiscard]] Result<TagOctets, DecodeError> read_tag(ByteView octets);

/// How long a whole object will be, which the octets begin and need not end.
[[nodiscard]] Result<std::size_t, DecodeError> announced_size(ByteView octets);

/// Whether the octets are data objects with tags as X.690 §8.1.2 has them and the shortest length
/// forms, §10.1, all through, in constructed ones too.
[[nodiscard]] bool has_der_headers(ByteView encoded);

/// Appends a tag as written.
void append_tag(Bytes& out, Tag tag);

/// Appends the shortest length form, X.690 §8.1.3.
void append_length(Bytes& out, std::size_t length);

/// Appends one data object: tag as written, shortest length, value.
void append_tlv(Bytes& out, Tag tag, ByteView value);

} // namespace uicc::codec
