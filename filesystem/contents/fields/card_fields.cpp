#include "codec/hex.hpp"
#include "filesystem/contents/card/application_entry.hpp"
#include "filesystem/contents/card/power_consumption.hpp"
#include "filesystem/contents/fields/field_codecs.hpp"
#include "filesystem/contents/text/language.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents::fields {

Encoded encode_languages(const ContentValue& value, std::size_t /*size*/)
{
    return contents::encode_languages(TRY(as_texts(value)));
}

Decoded decode_languages(ByteView octets)
{
    return text_list(TRY(contents::decode_languages(octets)));
}

Encoded encode_application(const ContentValue& value, std::size_t /*size*/)
{
    const auto members = TRY(MemberReader::of(value, {"aid", "label", "path", "discretionary"}));
    ApplicationEntry entry;
    entry.aid = TRY(members.required("aid", as_hex));
    entry.label = TRY(members.optional("label", as_text)).value_or("");
    entry.path = TRY(members.optional("path", as_hex)).value_or(Bytes{});
    entry.discretionary = TRY(members.optional("discretionary", as_hex)).value_or(Bytes{});
    return encode_application_entry(entry);
}

Decoded decode_application(ByteView octets)
{
    const ApplicationEntry entry = TRY(decode_application_entry(octets));
    ContentValue::Members members;
    append_member(members, "aid", codec::to_hex(entry.aid));
    append_member(members, "label", entry.label);
    append_member(members, "path", codec::to_hex(entry.path));
    append_member(members, "discretionary", codec::to_hex(entry.discretionary));
    return members;
}

Encoded encode_power(const ContentValue& value, std::size_t /*size*/)
{
    const auto members = TRY(MemberReader::of(
        value, {"milliamperes", "operation_seconds", "increased_idle_current", "suspend"}));
    constexpr Byte not_given = 0xFF;
    PowerConsumption power;
    power.milliamperes = TRY(members.required("milliamperes", as_octet));
    power.operation_seconds =
        TRY(members.optional("operation_seconds", as_octet)).value_or(not_given);
    power.increased_idle_current =
        TRY(members.optional("increased_idle_current", as_flag)).value_or(false);
    power.supports_suspend = TRY(members.optional("suspend", as_flag)).value_or(false);
    return encode_power_consumption(power);
}

Decoded decode_power(ByteView octets)
{
    const PowerConsumption power = TRY(decode_power_consumption(octets));
    return ContentValue::Members{
        {"milliamperes", fmt::format("{}", power.milliamperes)},
        {"operation_seconds", fmt::format("{}", power.operation_seconds)},
        {"increased_idle_current", flag(power.increased_idle_current)},
        {"suspend", flag(power.supports_suspend)},
    };
}

} // namespace uicc::filesystem::contents::fields
