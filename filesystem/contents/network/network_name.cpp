#include "filesystem/contents/network/network_name.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_writer.hpp"
#include "codec/gsm7.hpp"
#include "codec/ucs2.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents {
namespace {

using codec::Tag;

constexpr Tag full_name_tag{0x43};
constexpr Tag short_name_tag{0x45};

// First octet of the information element, TS 24.008 Table 10.5.94.
constexpr Byte no_extension = 0x80;
constexpr Byte ucs2_scheme = 0x10;
constexpr Byte scheme_mask = 0x70;
constexpr Byte spare_bits_mask = 0x07;

Bytes packed(const Bytes& septets)
{
    const Bytes text = codec::pack_septets(septets);
    const auto spare = static_cast<Byte>(text.size() * 8 - septets.size() * 7);
    Bytes element{static_cast<Byte>(no_extension | spare)};
    codec::append(element, text);
    return element;
}

Result<void, ContentError> append_name(Bytes& record, Tag tag, const std::string& name)
{
    Bytes element;
    if (const auto septets = codec::to_gsm7(name)) {
        element = packed(*septets);
    } else if (const auto units = codec::ucs2_from_utf8(name)) {
        element.push_back(no_extension | ucs2_scheme);
        codec::append(element, codec::to_ucs2_octets(*units));
    } else {
        return refused(
            fmt::format("\"{}\" has characters beyond UCS2 (TS 24.008 §10.5.3.5a)", name));
    }
    codec::append_tlv(record, tag, element);
    return {};
}

Result<std::string, ContentError> name_of(ByteView element)
{
    if (element.empty()) {
        return refused("a network name has at least one octet (TS 24.008 §10.5.3.5a)");
    }
    const ByteView text = element.subspan(1);
    if ((element[0] & scheme_mask) == ucs2_scheme) {
        return codec::utf8_from_ucs2(codec::from_ucs2_octets(text));
    }
    if ((element[0] & scheme_mask) != 0) {
        return refused("the coding scheme of the network name is reserved (TS 24.008 §10.5.3.5a)");
    }
    const std::size_t spare = element[0] & spare_bits_mask;
    const std::size_t bits = text.size() * 8;
    return codec::from_gsm7(codec::unpack_septets(text, bits < spare ? 0 : (bits - spare) / 7));
}

} // namespace

Result<Bytes, ContentError> encode_network_name(const NetworkName& name)
{
    Bytes record;
    TRY(append_name(record, full_name_tag, name.full));
    if (!name.short_name.empty()) {
        TRY(append_name(record, short_name_tag, name.short_name));
    }
    return record;
}

Result<NetworkName, ContentError> decode_network_name(ByteView record)
{
    NetworkName name;
    codec::TlvReader reader{record};
    while (!reader.at_end() && record[reader.offset()] != 0xFF) {
        const auto object = reader.next();
        if (!object) {
            return refused(fmt::format("a network name is cut off in octet {} "
                                       "(TS 31.102 §4.2.58)",
                                       reader.offset()));
        }
        if (object->tag == full_name_tag) {
            name.full = TRY(name_of(object->value));
        } else if (object->tag == short_name_tag) {
            name.short_name = TRY(name_of(object->value));
        }
    }
    return name;
}

} // namespace uicc::filesystem::contents
