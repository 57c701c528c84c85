#include "codec/ber_tlv.hpp"

#include "codec/byte_writer.hpp"

#include <vector>

namespace uicc::codec {
namespace {

constexpr std::size_t max_tag_octets = 3;    // ISO/IEC 7816-4; X.690 sets no bound
constexpr std::size_t max_length_octets = 4; // likewise

/// Octets that a number needs, at least one.
unsigned octets_of(std::uint64_t number)
{
    unsigned octets = 1;
    while (number >>= 8U) {
        ++octets;
    }
    return octets;
}

/// X.690 §8.1.2: five low bits set announce more octets; among those, b8 says another one follows.
Result<Tag, DecodeError> take_tag(ByteReader& reader)
{
    std::uint32_t tag = TRY(reader.take());
    bool more = (tag & 0x1F) == 0x1F;
    for (std::size_t octets = 1; more; ++octets) {
        if (octets == max_tag_octets) {
            return tl::unexpected{DecodeError::TagTooLong};
        }
        tag = (tag << 8) | TRY(reader.take());
        more = (tag & 0x80) != 0;
    }
    return Tag{tag};
}

/// X.690 §8.1.3: up to 127 the octet is the length, above it counts the length octets that follow.
/// The indefinite form 0x80 is not used on cards (ISO/IEC 7816-4).
Result<std::size_t, DecodeError> take_length(ByteReader& reader)
{
    const Byte first = TRY(reader.take());
    if (first <= 0x7F) {
        return first;
    }
    const std::size_t octets = first & 0x7F;
    if (octets == 0 || octets > max_length_octets) {
        return tl::unexpected{DecodeError::LengthNotSupported};
    }
    std::size_t length = 0;
    for (const Byte octet : TRY(reader.take(octets))) {
        length = (length << 8) | octet;
    }
    return length;
}

unsigned length_octets(std::size_t length)
{
    return length <= 0x7F ? 1 : 1 + octets_of(length);
}

std::size_t shortest_size(const TlvObject& object)
{
    const std::size_t size = object.value.size();
    return octets_of(static_cast<std::uint32_t>(object.tag)) + length_octets(size) + size;
}

/// X.690 §8.1.2.2 and §8.1.2.4.2: numbers up to 30 have the short form, and the long form begins
/// with no zeros.
bool has_der_tag(ByteView object)
{
    constexpr Byte smallest_long = 0x1F;
    constexpr Byte leading_zeros = 0x80;
    return (object[0] & 0x1F) != 0x1F || (object[1] >= smallest_long && object[1] != leading_zeros);
}

/// Looks at the objects of one level and adds the values of the constructed ones to what is still
/// to be looked at.
bool has_der_headers(ByteView level, std::vector<ByteView>& below)
{
    constexpr Byte constructed = 0x20;
    for (TlvReader reader{level}; !reader.at_end();) {
        const std::size_t begin = reader.offset();
        const auto object = reader.next();
        if (!object || !has_der_tag(level.subspan(begin)) ||
            reader.offset() - begin != shortest_size(*object)) {
            return false;
        }
        if ((level[begin] & constructed) != 0) {
            below.push_back(object->value);
        }
    }
    return true;
}

} // namespace

Result<TlvObject, DecodeError> TlvReader::next()
{
    const Tag tag = TRY(take_tag(reader_));
    const std::size_t length = TRY(take_length(reader_));
    return TlvObject{tag, TRY(reader_.take(length))};
}

Result<std::optional<ByteView>, DecodeError> find_value(ByteView encoded, Tag wanted)
{
    for (TlvReader objects{encoded}; !objects.at_end();) {
        const TlvObject object = TRY(objects.next());
        if (object.tag == wanted) {
            return object.value;
        }
    }
    return std::nullopt;
}

Result<TagOctets, DecodeError> read_tag(ByteView octets)
{
    ByteReader reader{octets};
    const Tag tag = TRY(take_tag(reader));
    return TagOctets{tag, reader.offset()};
}

Result<std::size_t, DecodeError> announced_size(ByteView octets)
{
    ByteReader reader{octets};
    TRY(take_tag(reader));
    const std::size_t length = TRY(take_length(reader));
    return reader.offset() + length;
}

/// Not recursive: how deep objects lie within each other is up to whoever sends them.
bool has_der_headers(ByteView encoded)
{
    std::vector<ByteView> levels{encoded};
    while (!levels.empty()) {
        const ByteView level = levels.back();
        levels.pop_back();
        if (!has_der_headers(level, levels)) {
            return false;
        }
    }
    return true;
}

void append_tag(Bytes& out, Tag tag)
{
    const auto number = static_cast<std::uint32_t>(tag);
    append_number(out, number, octets_of(number));
}

void append_length(Bytes& out, std::size_t length)
{
    if (length <= 0x7F) {
        out.push_back(static_cast<Byte>(length));
        return;
    }
    const unsigned octets = octets_of(length);
    out.push_back(static_cast<Byte>(0x80 | octets));
    append_number(out, length, octets);
}

void append_tlv(Bytes& out, Tag tag, ByteView value)
{
    append_tag(out, tag);
    append_length(out, value.size());
    append(out, value);
}

} // namespace uicc::codec
