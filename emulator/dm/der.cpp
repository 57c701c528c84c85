#include "emulator/dm/der.hpp"

#include "codec/byte_writer.hpp"
#include "codec/hex.hpp"
#include "emulator/dm/text_check.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <limits>
#include <vector>

namespace uicc::emulator::dm::der {
namespace {

std::string hex(Tag tag)
{
    Bytes octets;
    const auto number = static_cast<std::uint32_t>(tag);
    codec::append_number(octets, number, number > 0xFF ? 2 : 1);
    return codec::to_hex(octets);
}

/// X.690 §8.19.2: seven bits an octet, b8 says that more follow.
void append_arc(Bytes& out, std::uint32_t arc)
{
    Bytes reversed{static_cast<Byte>(arc & 0x7F)};
    while ((arc >>= 7U) != 0) {
        reversed.push_back(static_cast<Byte>(0x80 | (arc & 0x7F)));
    }
    out.insert(out.end(), reversed.rbegin(), reversed.rend());
}

std::optional<std::vector<std::uint32_t>> arcs_of(std::string_view dotted)
{
    std::vector<std::uint32_t> arcs;
    for (bool more = true; more;) {
        std::uint32_t arc = 0;
        const char* const end = dotted.data() + dotted.size();
        const auto [stop, error] = std::from_chars(dotted.data(), end, arc);
        more = stop != end;
        if (error != std::errc{} || (more && *stop != '.')) {
            return std::nullopt;
        }
        arcs.push_back(arc);
        dotted.remove_prefix(static_cast<std::size_t>(stop - dotted.data()) + (more ? 1 : 0));
    }
    return arcs;
}

/// X.690 §8.19.4: the first two arcs share a number.
bool starts_an_oid(const std::vector<std::uint32_t>& arcs)
{
    if (arcs.size() < 2 || arcs[0] > 2) {
        return false;
    }
    return arcs[0] == 2 ? arcs[1] <= std::numeric_limits<std::uint32_t>::max() - 80 : arcs[1] < 40;
}

} // namespace

Bytes tlv(Tag tag, ByteView value)
{
    Bytes encoded;
    codec::append_tlv(encoded, tag, value);
    return encoded;
}

Bytes tlv(Tag tag, std::string_view text)
{
    return tlv(tag, octets_of(text));
}

Bytes tlv(Tag tag, std::initializer_list<Bytes> parts)
{
    Bytes value;
    for (const Bytes& part : parts) {
        codec::append(value, part);
    }
    return tlv(tag, value);
}

Bytes integer_value(std::uint32_t number)
{
    const auto significant = static_cast<unsigned>(std::bit_width(number));
    Bytes value;
    codec::append_number(value, number, significant / 8 + 1); // one bit more, for the sign
    return value;
}

Bytes named_bits(Byte bits)
{
    if (bits == 0) {
        return {0};
    }
    return {static_cast<Byte>(std::countr_zero(bits)), bits};
}

std::optional<Bytes> oid_value(std::string_view dotted)
{
    const auto arcs = arcs_of(dotted);
    if (!arcs || !starts_an_oid(*arcs)) {
        return std::nullopt;
    }
    Bytes value;
    append_arc(value, (*arcs)[0] * 40 + (*arcs)[1]);
    for (std::size_t i = 2; i < arcs->size(); ++i) {
        append_arc(value, (*arcs)[i]);
    }
    return value;
}

std::optional<std::string> oid_text(ByteView value)
{
    std::string text;
    std::uint64_t arc = 0;
    bool open = true; // an arc is expected or incomplete
    for (const Byte octet : value) {
        arc = arc << 7U | (octet & 0x7FU);
        if (arc > std::numeric_limits<std::uint32_t>::max()) {
            return std::nullopt;
        }
        open = (octet & 0x80) != 0;
        if (open) {
            continue;
        }
        if (text.empty()) {
            const std::uint64_t first = std::min<std::uint64_t>(arc / 40, 2);
            text = std::to_string(first);
            arc -= first * 40;
        }
        text += "." + std::to_string(arc);
        arc = 0;
    }
    return open ? std::nullopt : std::optional{text};
}

Result<Object, DmError> Reader::next()
{
    const std::size_t start = offset();
    const auto object = reader_.next();
    if (!object) {
        const bool cut = object.error() == codec::DecodeError::Truncated;
        return tl::unexpected{
            DmError{start, cut ? "the data object is cut off or longer than what holds it"
                               : "the data object has an unsupported tag or length"}};
    }
    return Object{object->tag, object->value, start, offset() - object->value.size()};
}

Result<Object, DmError> Reader::next(Tag expected)
{
    if (at_end()) {
        return tl::unexpected{DmError{offset(), "here tag " + hex(expected) + " is missing"}};
    }
    const Object object = TRY(next());
    if (object.tag != expected) {
        return tl::unexpected{DmError{object.offset, "here tag " + hex(expected) +
                                                         " is expected, not " + hex(object.tag)}};
    }
    return object;
}

} // namespace uicc::emulator::dm::der
