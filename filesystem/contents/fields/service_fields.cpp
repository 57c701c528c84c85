#include "filesystem/contents/fields/field_codecs.hpp"
#include "filesystem/contents/subscriber/access_class.hpp"
#include "filesystem/contents/subscriber/administrative_data.hpp"
#include "filesystem/contents/subscriber/service_provider_name.hpp"
#include "filesystem/contents/subscriber/service_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace uicc::filesystem::contents::fields {
namespace {

constexpr unsigned highest_service = 255;
constexpr unsigned highest_class = 15;

/// Services of EF.EST in the order of their numbers, TS 31.102 §4.2.47.
constexpr auto enabled_names = std::to_array<std::string_view>({"fdn", "bdn", "acl"});

/// Access identities 1 and 2 of EF.UAC_AIC, TS 31.102 §4.4.11.7.
constexpr auto identity_names = std::to_array<std::string_view>({"mps", "mcs"});

/// Bits of byte 3 of EF.AD, TS 31.102 §4.2.18.
struct InformationBit {
    std::string_view name{};
    Byte mask = 0;
};

constexpr auto information_bits = std::to_array<InformationBit>({
    {"ciphering_indicator", 0x01},
    {"csg_display_control", 0x02},
    {"prose_services", 0x04},
    {"extended_drx", 0x08},
});

/// Numbers, from 1, of names in a list.
Result<std::vector<unsigned>, ContentError> numbers_of(const ContentValue& value,
                                                       std::span<const std::string_view> names)
{
    const auto texts = TRY(as_texts(value));
    std::vector<unsigned> numbers;
    for (const std::string& name : texts) {
        const auto found = std::ranges::find(names, name);
        if (found == names.end()) {
            return within<std::vector<unsigned>>(
                fmt::format("{}", numbers.size()),
                refused(fmt::format("\"{}\" is unknown here; known are {}", name,
                                    fmt::join(names, ", "))));
        }
        numbers.push_back(static_cast<unsigned>(found - names.begin()) + 1);
    }
    return numbers;
}

ContentValue names_of_services(ByteView table, std::span<const std::string_view> names)
{
    ContentValue::List list;
    for (const unsigned number : contents::decode_services(table)) {
        list.emplace_back(number <= names.size() ? std::string{names[number - 1]}
                                                 : fmt::format("{}", number));
    }
    return list;
}

Result<std::vector<unsigned>, ContentError> service_numbers(const ContentValue& value)
{
    return as_numbers(value, 1, highest_service);
}

Result<unsigned, ContentError> as_mnc_length(const ContentValue& value)
{
    return as_number(value, 2, 3);
}

Result<OperationMode, ContentError> as_mode(const ContentValue& value)
{
    return parse_operation_mode(TRY(as_text(value)));
}

Result<Byte, ContentError> information_of(const MemberReader& members)
{
    unsigned information = 0;
    for (const auto& [name, mask] : information_bits) {
        if (TRY(members.optional(name, as_flag)).value_or(false)) {
            information |= mask;
        }
    }
    return static_cast<Byte>(information);
}

} // namespace

Encoded encode_services(const ContentValue& value, std::size_t size)
{
    return contents::encode_services(TRY(service_numbers(value)), size);
}

Decoded decode_services(ByteView octets)
{
    return number_list(contents::decode_services(octets));
}

Encoded encode_sim_services(const ContentValue& value, std::size_t size)
{
    return contents::encode_sim_services(TRY(service_numbers(value)), size);
}

Decoded decode_sim_services(ByteView octets)
{
    return number_list(contents::decode_sim_services(octets));
}

Encoded encode_enabled_services(const ContentValue& value, std::size_t size)
{
    return contents::encode_services(TRY(numbers_of(value, enabled_names)),
                                     std::max<std::size_t>(size, 1));
}

Decoded decode_enabled_services(ByteView octets)
{
    return names_of_services(octets, enabled_names);
}

Encoded encode_access_identities(const ContentValue& value, std::size_t size)
{
    constexpr std::size_t file_size = 4;
    return contents::encode_services(TRY(numbers_of(value, identity_names)),
                                     size == 0 ? file_size : size);
}

Decoded decode_access_identities(ByteView octets)
{
    return names_of_services(octets, identity_names);
}

Encoded encode_access_classes(const ContentValue& value, std::size_t /*size*/)
{
    return contents::encode_access_classes(TRY(as_numbers(value, 0, highest_class)));
}

Decoded decode_access_classes(ByteView octets)
{
    return number_list(TRY(contents::decode_access_classes(octets)));
}

Encoded encode_administrative_data(const ContentValue& value, std::size_t size)
{
    constexpr std::size_t size_with_mnc_length = 4;
    const auto members =
        TRY(MemberReader::of(value, {"mode", "mnc_length", "ciphering_indicator",
                                     "csg_display_control", "prose_services", "extended_drx"}));
    AdministrativeData data;
    data.mode = TRY(members.optional("mode", as_mode)).value_or(OperationMode::Normal);
    data.information = TRY(information_of(members));
    data.mnc_length = TRY(members.optional("mnc_length", as_mnc_length));
    if (size >= size_with_mnc_length && !data.mnc_length) {
        return refused(
            "lacks \"mnc_length\", the digits of the MNC in the IMSI (TS 31.102 §4.2.18)");
    }
    return contents::encode_administrative_data(data);
}

Decoded decode_administrative_data(ByteView octets)
{
    const AdministrativeData data = TRY(contents::decode_administrative_data(octets));
    const auto mode = to_string(data.mode);
    ContentValue::Members members{
        {"mode",
         mode ? std::string{*mode} : fmt::format("{:02X}", static_cast<unsigned>(data.mode))}};
    if (data.mnc_length) {
        members.push_back({"mnc_length", fmt::format("{}", *data.mnc_length)});
    }
    for (const auto& [name, mask] : information_bits) {
        if ((data.information & mask) != 0) {
            members.push_back({std::string{name}, flag(true)});
        }
    }
    return members;
}

Encoded encode_spn(const ContentValue& value, std::size_t /*size*/)
{
    ServiceProviderName spn;
    if (std::holds_alternative<std::string>(value.data)) {
        spn.name = TRY(as_text(value));
        return contents::encode_spn(spn);
    }
    const auto members = TRY(MemberReader::of(value, {"name", "show_in_hplmn", "hide_in_oplmn"}));
    spn.name = TRY(members.required("name", as_text));
    spn.show_in_hplmn = TRY(members.optional("show_in_hplmn", as_flag)).value_or(false);
    spn.hide_in_oplmn = TRY(members.optional("hide_in_oplmn", as_flag)).value_or(false);
    return contents::encode_spn(spn);
}

Decoded decode_spn(ByteView octets)
{
    const ServiceProviderName spn = TRY(contents::decode_spn(octets));
    ContentValue::Members members{{"name", spn.name}};
    if (spn.show_in_hplmn) {
        members.push_back({"show_in_hplmn", flag(true)});
    }
    if (spn.hide_in_oplmn) {
        members.push_back({"hide_in_oplmn", flag(true)});
    }
    return members;
}

} // namespace uicc::filesystem::contents::fields
