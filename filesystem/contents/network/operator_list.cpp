#include "filesystem/contents/network/operator_list.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_writer.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents {
namespace {

using codec::Tag;

constexpr Tag display_information_tag{0xA3};
constexpr Tag plmn_list_tag{0x80};

} // namespace

Result<Bytes, ContentError> encode_operator_entry(const OperatorEntry& entry, AreaCodeSize size)
{
    const auto octets = static_cast<unsigned>(size);
    const std::uint32_t highest = (1U << 8 * octets) - 1;
    if (entry.first_area > entry.last_area || entry.last_area > highest) {
        return refused(fmt::format("areas {:X} to {:X} are no range of {} octet codes "
                                   "(TS 31.102 §4.2.59)",
                                   entry.first_area, entry.last_area, octets));
    }
    Bytes record = encode_plmn(entry.plmn);
    codec::append_number(record, entry.first_area, octets);
    codec::append_number(record, entry.last_area, octets);
    record.push_back(entry.name_record);
    return record;
}

Result<OperatorEntry, ContentError> decode_operator_entry(ByteView record, AreaCodeSize size)
{
    const auto octets = static_cast<std::size_t>(size);
    if (record.size() != plmn_size + 2 * octets + 1) {
        return refused(fmt::format("an entry of the operator list takes {} octets "
                                   "(TS 31.102 §4.2.59)",
                                   plmn_size + 2 * octets + 1));
    }
    codec::ByteReader reader{record.subspan(plmn_size)};
    const auto plmn = TRY(decode_plmn(record.first(plmn_size), Wildcards::Allowed));
    if (!plmn) {
        return refused("the entry of the operator list is not in use (TS 31.102 §4.2.59)");
    }
    return OperatorEntry{
        .plmn = *plmn,
        .first_area = static_cast<std::uint32_t>(reader.take_number(octets).value()),
        .last_area = static_cast<std::uint32_t>(reader.take_number(octets).value()),
        .name_record = record.back(),
    };
}

Bytes encode_provider_plmns(std::span<const Plmn> plmns)
{
    Bytes list;
    codec::append_tlv(list, plmn_list_tag, encode_plmn_list(plmns));
    Bytes body;
    codec::append_tlv(body, display_information_tag, list);
    return body;
}

Result<std::vector<Plmn>, ContentError> decode_provider_plmns(ByteView body)
{
    const auto object = codec::TlvReader{body}.next();
    if (!object || object->tag != display_information_tag) {
        return refused("service provider display information starts with tag A3 "
                       "(TS 31.102 §4.2.66)");
    }
    const auto list = codec::find_value(object->value, plmn_list_tag);
    if (!list || !*list) {
        return refused("service provider display information lacks its list of PLMNs, tag 80 "
                       "(TS 31.102 §4.2.66)");
    }
    return decode_plmn_list(**list);
}

} // namespace uicc::filesystem::contents
