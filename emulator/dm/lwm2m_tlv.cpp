#include "emulator/dm/lwm2m_tlv.hpp"

#include "codec/byte_reader.hpp"
#include "codec/byte_writer.hpp"

#include <limits>
#include <stdexcept>

namespace uicc::emulator::dm {
namespace {

// Type octet, LwM2M TS 1.0 §6.4.3: kind b8-b7, identifier of 16 bits b6, length style b5-b4,
// length b3-b1 in style 0.
constexpr unsigned long_id = 0x20;
constexpr std::size_t max_short_length = 7;
constexpr std::size_t max_length = 0xFFFFFF;

constexpr unsigned length_octets(std::size_t length) noexcept
{
    if (length <= max_short_length) {
        return 0;
    }
    if (length <= 0xFF) {
        return 1;
    }
    return length <= 0xFFFF ? 2 : 3;
}

template <class Integer>
constexpr bool fits(std::int64_t value) noexcept
{
    return value >= std::numeric_limits<Integer>::min() &&
           value <= std::numeric_limits<Integer>::max();
}

struct Header {
    Byte type = 0;
    std::uint16_t id = 0;
    std::size_t length = 0;
};

Result<Header, codec::DecodeError> take_header(codec::ByteReader& reader)
{
    Header header;
    header.type = TRY(reader.take());
    const std::size_t id_octets = (header.type & long_id) != 0 ? 2 : 1;
    const std::uint64_t id = TRY(reader.take_number(id_octets));
    header.id = static_cast<std::uint16_t>(id);
    const std::size_t octets = header.type >> 3U & 3U;
    header.length = header.type & 7U;
    if (octets != 0) {
        header.length = TRY(reader.take_number(octets));
    }
    return header;
}

} // namespace

Result<Lwm2mTlv, DmError> Lwm2mTlvReader::next()
{
    codec::ByteReader reader{rest_};
    const auto header = take_header(reader);
    if (!header) {
        return tl::unexpected{DmError{offset_, "the TLV header is cut off"}};
    }
    const auto value = reader.take(header->length);
    if (!value) {
        return tl::unexpected{
            DmError{offset_, "the TLV with identifier " + std::to_string(header->id) +
                                 " announces " + std::to_string(header->length) + " octets, " +
                                 std::to_string(reader.remaining()) + " are left"}};
    }
    const std::size_t value_offset = offset_ + reader.offset() - value->size();
    const Lwm2mTlv entry{Lwm2mKind(header->type >> 6U), header->id, *value, offset_, value_offset};
    rest_ = rest_.subspan(reader.offset());
    offset_ += reader.offset();
    return entry;
}

void append_lwm2m_header(Bytes& out, Lwm2mKind kind, std::uint16_t id, std::size_t length)
{
    if (length > max_length) {
        throw std::length_error{"LwM2M TLV longer than 24 bits can say"};
    }
    const unsigned octets = length_octets(length);
    unsigned type = static_cast<unsigned>(kind) << 6U | octets << 3U;
    if (octets == 0) {
        type |= static_cast<unsigned>(length);
    }
    if (id > 0xFF) {
        type |= long_id;
    }
    out.push_back(static_cast<Byte>(type));
    codec::append_number(out, id, id > 0xFF ? 2 : 1);
    codec::append_number(out, length, octets);
}

void append_lwm2m_tlv(Bytes& out, Lwm2mKind kind, std::uint16_t id, ByteView value)
{
    append_lwm2m_header(out, kind, id, value.size());
    codec::append(out, value);
}

Bytes encode_lwm2m_integer(std::int64_t value)
{
    unsigned octets = 8;
    if (fits<std::int8_t>(value)) {
        octets = 1;
    } else if (fits<std::int16_t>(value)) {
        octets = 2;
    } else if (fits<std::int32_t>(value)) {
        octets = 4;
    }
    Bytes encoded;
    codec::append_number(encoded, static_cast<std::uint64_t>(value), octets);
    return encoded;
}

std::optional<std::int64_t> decode_lwm2m_integer(ByteView octets)
{
    if (octets.size() != 1 && octets.size() != 2 && octets.size() != 4 && octets.size() != 8) {
        return std::nullopt;
    }
    std::uint64_t value = (octets.front() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (const Byte octet : octets) {
        value = value << 8U | octet;
    }
    return static_cast<std::int64_t>(value);
}

} // namespace uicc::emulator::dm
