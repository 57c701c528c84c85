#include "codec/hex.hpp"
#include "filesystem/contents/fields/field_codecs.hpp"
#include "filesystem/contents/network/location.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents::fields {
namespace {

constexpr Byte not_updated = 1;

Result<Plmn, ContentError> as_plmn(const ContentValue& value)
{
    return parse_plmn(TRY(as_text(value)));
}

Result<Byte, ContentError> as_status(const ContentValue& value)
{
    return parse_location_status(TRY(as_text(value)));
}

Encoded encode(LocationKind kind, const ContentValue& value)
{
    const auto members =
        TRY(MemberReader::of(value, {"identity", "plmn", "area", "tmsi_time", "status"}));
    Location location;
    location.identity = TRY(members.optional("identity", as_hex)).value_or(Bytes{});
    location.plmn = TRY(members.optional("plmn", as_plmn));
    location.area = TRY(members.optional("area", as_hex));
    location.tmsi_time = TRY(members.optional("tmsi_time", as_octet)).value_or(Byte{0xFF});
    location.status = TRY(members.optional("status", as_status)).value_or(not_updated);
    return encode_location(kind, location);
}

Decoded decode(LocationKind kind, ByteView octets)
{
    const Location location = TRY(decode_location(kind, octets));
    ContentValue::Members members;
    append_member(members, "identity", codec::to_hex(location.identity));
    append_member(members, "plmn", location.plmn ? to_text(*location.plmn) : "");
    append_member(members, "area", codec::to_hex(location.area.value_or(Bytes{})));
    if (location.tmsi_time != 0xFF) {
        append_member(members, "tmsi_time", fmt::format("{}", location.tmsi_time));
    }
    const auto status = location_status_name(location.status);
    append_member(members, "status",
                  status ? std::string{*status} : fmt::format("{:02X}", location.status));
    return members;
}

} // namespace

Encoded encode_loci(const ContentValue& value, std::size_t /*size*/)
{
    return encode(LocationKind::Loci, value);
}

Decoded decode_loci(ByteView octets)
{
    return decode(LocationKind::Loci, octets);
}

Encoded encode_ps_loci(const ContentValue& value, std::size_t /*size*/)
{
    return encode(LocationKind::PsLoci, value);
}

Decoded decode_ps_loci(ByteView octets)
{
    return decode(LocationKind::PsLoci, octets);
}

Encoded encode_eps_loci(const ContentValue& value, std::size_t /*size*/)
{
    return encode(LocationKind::EpsLoci, value);
}

Decoded decode_eps_loci(ByteView octets)
{
    return decode(LocationKind::EpsLoci, octets);
}

Encoded encode_5gs_loci(const ContentValue& value, std::size_t /*size*/)
{
    return encode(LocationKind::FiveGsLoci, value);
}

Decoded decode_5gs_loci(ByteView octets)
{
    return decode(LocationKind::FiveGsLoci, octets);
}

} // namespace uicc::filesystem::contents::fields
