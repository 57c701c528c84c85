#include "filesystem/contents/fields/field_codecs.hpp"
#include "filesystem/contents/numbers/dialling_number.hpp"
#include "filesystem/contents/numbers/emergency_number.hpp"
#include "filesystem/contents/numbers/sms_parameters.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents::fields {
namespace {

constexpr Byte unused = 0xFF;

bool is_text(const ContentValue& value)
{
    return std::holds_alternative<std::string>(value.data);
}

/// A number alone, or with a name and the details.
Result<DiallingNumber, ContentError> as_entry(const ContentValue& value)
{
    DiallingNumber entry;
    if (is_text(value)) {
        entry.number = TRY(as_text(value));
        return entry;
    }
    const auto members =
        TRY(MemberReader::of(value, {"name", "number", "type", "capability", "extension"}));
    entry.name = TRY(members.optional("name", as_text)).value_or("");
    entry.number = TRY(members.optional("number", as_text)).value_or("");
    entry.type = TRY(members.optional("type", as_octet));
    entry.capability = TRY(members.optional("capability", as_octet)).value_or(unused);
    entry.extension = TRY(members.optional("extension", as_octet)).value_or(unused);
    return entry;
}

Encoded encode_entry(const ContentValue& value, std::size_t size, DiallingLayout layout)
{
    return contents::encode_dialling_number(TRY(as_entry(value)), size, layout);
}

void append_octet(ContentValue::Members& members, std::string_view key, Byte octet)
{
    if (octet != unused) {
        members.push_back({std::string{key}, fmt::format("{}", octet)});
    }
}

Decoded decode_entry(ByteView octets, DiallingLayout layout)
{
    const DiallingNumber entry = TRY(contents::decode_dialling_number(octets, layout));
    ContentValue::Members members;
    append_member(members, "name", entry.name);
    append_member(members, "number", entry.number);
    if (entry.type) {
        members.push_back({"type", fmt::format("0x{:02X}", *entry.type)});
    }
    append_octet(members, "capability", entry.capability);
    append_octet(members, "extension", entry.extension);
    if (members.size() == 1 && !entry.number.empty()) {
        return entry.number;
    }
    return members;
}

Result<unsigned, ContentError> as_minutes(const ContentValue& value)
{
    constexpr unsigned longest = 635040; // 63 weeks
    return as_number(value, 1, longest);
}

Result<Byte, ContentError> as_categories(const ContentValue& value)
{
    return parse_emergency_categories(TRY(as_texts(value)));
}

} // namespace

Encoded encode_dialling_number(const ContentValue& value, std::size_t size)
{
    return encode_entry(value, size, DiallingLayout::Plain);
}

Decoded decode_dialling_number(ByteView octets)
{
    return decode_entry(octets, DiallingLayout::Plain);
}

Encoded encode_barred_number(const ContentValue& value, std::size_t size)
{
    return encode_entry(value, size, DiallingLayout::WithComparisonMethod);
}

Decoded decode_barred_number(ByteView octets)
{
    return decode_entry(octets, DiallingLayout::WithComparisonMethod);
}

Encoded encode_sms_parameters(const ContentValue& value, std::size_t size)
{
    SmsParameters parameters;
    if (is_text(value)) {
        parameters.service_centre = TRY(as_text(value));
        return contents::encode_sms_parameters(parameters, size);
    }
    const auto members = TRY(MemberReader::of(
        value, {"name", "destination", "service_centre", "protocol", "coding", "validity"}));
    parameters.name = TRY(members.optional("name", as_text)).value_or("");
    parameters.destination = TRY(members.optional("destination", as_text));
    parameters.service_centre = TRY(members.optional("service_centre", as_text));
    parameters.protocol = TRY(members.optional("protocol", as_octet));
    parameters.coding = TRY(members.optional("coding", as_octet));
    parameters.validity_minutes = TRY(members.optional("validity", as_minutes));
    return contents::encode_sms_parameters(parameters, size);
}

Decoded decode_sms_parameters(ByteView octets)
{
    const SmsParameters parameters = TRY(contents::decode_sms_parameters(octets));
    ContentValue::Members members;
    append_member(members, "name", parameters.name);
    append_member(members, "destination", parameters.destination.value_or(""));
    append_member(members, "service_centre", parameters.service_centre.value_or(""));
    if (parameters.protocol) {
        members.push_back({"protocol", fmt::format("{}", *parameters.protocol)});
    }
    if (parameters.coding) {
        members.push_back({"coding", fmt::format("{}", *parameters.coding)});
    }
    if (parameters.validity_minutes) {
        members.push_back({"validity", fmt::format("{}", *parameters.validity_minutes)});
    }
    return members;
}

Encoded encode_emergency_number(const ContentValue& value, std::size_t size)
{
    EmergencyNumber entry;
    if (is_text(value)) {
        entry.code = TRY(as_text(value));
        return contents::encode_emergency_number(entry, size);
    }
    const auto members = TRY(MemberReader::of(value, {"code", "name", "services"}));
    entry.code = TRY(members.required("code", as_text));
    entry.name = TRY(members.optional("name", as_text)).value_or("");
    entry.categories = TRY(members.optional("services", as_categories)).value_or(Byte{0});
    return contents::encode_emergency_number(entry, size);
}

Decoded decode_emergency_number(ByteView octets)
{
    const EmergencyNumber entry = TRY(contents::decode_emergency_number(octets));
    ContentValue::Members members{{"code", entry.code}};
    append_member(members, "name", entry.name);
    append_member(members, "services", text_list(emergency_category_names(entry.categories)));
    return members;
}

Encoded encode_emergency_codes(const ContentValue& value, std::size_t /*size*/)
{
    return contents::encode_emergency_codes(TRY(as_texts(value)));
}

Decoded decode_emergency_codes(ByteView octets)
{
    return text_list(TRY(contents::decode_emergency_codes(octets)));
}

} // namespace uicc::filesystem::contents::fields
