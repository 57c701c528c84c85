#include "filesystem/contents/numbers/sms_parameters.hpp"

#include "codec/bcd.hpp"
#include "codec/byte_writer.hpp"
#include "filesystem/contents/numbers/dialling_number.hpp"
#include "filesystem/contents/text/alpha_identifier.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents {
namespace {

constexpr Byte unused = 0xFF;
constexpr std::size_t address_size = 12;
constexpr std::size_t fixed_size = 1 + 2 * address_size + 3;

// Parameter indicators; a bit that is 0 says that the parameter is present.
constexpr Byte destination_bit = 0x01;
constexpr Byte service_centre_bit = 0x02;
constexpr Byte protocol_bit = 0x04;
constexpr Byte coding_bit = 0x08;
constexpr Byte validity_bit = 0x10;

/// What the first octet of an address counts: TP-DA (TS 23.040 §9.1.2.5) or SC (TS 24.011
/// §8.2.5.1).
enum class LengthOf { Digits, Octets };

Result<Bytes, ContentError> encode_address(const std::optional<std::string>& number, LengthOf unit)
{
    if (!number) {
        return Bytes(address_size, unused);
    }
    const NumberParts parts = split_number(*number);
    const Bytes digits = TRY(encode_dialling_digits(parts.digits));
    const std::size_t length =
        unit == LengthOf::Digits ? parts.digits.size() : 1 + (parts.digits.size() + 1) / 2;
    Bytes address{static_cast<Byte>(length), parts.type};
    codec::append(address, digits);
    return address;
}

/// Nothing when the octets are not in use although the indicator says so; real cards have that.
Result<std::optional<std::string>, ContentError> decode_address(ByteView address, LengthOf unit)
{
    if (address[0] == unused) {
        return std::nullopt;
    }
    const std::size_t most = unit == LengthOf::Digits ? 2 * (address_size - 2) : address_size - 1;
    if (address[0] == 0 || address[0] > most) {
        return refused(
            fmt::format("{} is no length of an address (TS 31.102 §4.2.27)", address[0]));
    }
    const std::size_t octets = unit == LengthOf::Digits ? (address[0] + 1U) / 2 : address[0] - 1U;
    return joined_number(address[1], codec::from_swapped_bcd(address.subspan(2, octets)));
}

Result<Byte, ContentError> validity_period(unsigned minutes)
{
    for (unsigned period = 0; period <= unused; ++period) {
        const unsigned candidate = validity_of(static_cast<Byte>(period));
        if (candidate == minutes) {
            return static_cast<Byte>(period);
        }
        if (candidate > minutes) {
            return refused(fmt::format("no validity period has {} minutes, the next longer one has "
                                       "{} (TS 23.040 §9.2.3.12.1)",
                                       minutes, candidate));
        }
    }
    return refused(fmt::format("no validity period has {} minutes, the longest has {} "
                               "(TS 23.040 §9.2.3.12.1)",
                               minutes, validity_of(unused)));
}

Byte indicators(const SmsParameters& parameters)
{
    unsigned bits = unused;
    const auto mark = [&bits](bool present, Byte bit) { bits &= present ? ~bit & 0xFFU : 0xFFU; };
    mark(parameters.destination.has_value(), destination_bit);
    mark(parameters.service_centre.has_value(), service_centre_bit);
    mark(parameters.protocol.has_value(), protocol_bit);
    mark(parameters.coding.has_value(), coding_bit);
    mark(parameters.validity_minutes.has_value(), validity_bit);
    return static_cast<Byte>(bits);
}

} // namespace

unsigned validity_of(Byte period) noexcept
{
    constexpr unsigned hour = 60;
    constexpr unsigned day = 24 * hour;
    if (period <= 143) {
        return (period + 1U) * 5;
    }
    if (period <= 167) {
        return 12 * hour + (period - 143U) * 30;
    }
    return period <= 196 ? (period - 166U) * day : (period - 192U) * 7 * day;
}

Result<Bytes, ContentError> encode_sms_parameters(const SmsParameters& parameters,
                                                  std::size_t record_length)
{
    if (record_length != 0 && record_length < fixed_size) {
        return refused(fmt::format("SMS parameters need {} octets, a record has {} "
                                   "(TS 31.102 §4.2.27)",
                                   fixed_size, record_length));
    }
    const std::size_t room = record_length == 0 ? unlimited : record_length - fixed_size;
    Bytes record = TRY(within("name", encode_alpha(parameters.name, room)));
    record.resize(record_length == 0 ? record.size() : room, unused);
    record.push_back(indicators(parameters));
    codec::append(record, TRY(within("destination",
                                     encode_address(parameters.destination, LengthOf::Digits))));
    codec::append(record, TRY(within("service_centre",
                                     encode_address(parameters.service_centre, LengthOf::Octets))));
    record.push_back(parameters.protocol.value_or(unused));
    record.push_back(parameters.coding.value_or(unused));
    record.push_back(parameters.validity_minutes
                         ? TRY(within("validity", validity_period(*parameters.validity_minutes)))
                         : unused);
    return record;
}

Result<SmsParameters, ContentError> decode_sms_parameters(ByteView record)
{
    if (record.size() < fixed_size) {
        return refused(fmt::format("SMS parameters take {} octets or more, not {} "
                                   "(TS 31.102 §4.2.27)",
                                   fixed_size, record.size()));
    }
    const std::size_t room = record.size() - fixed_size;
    const ByteView fields = record.subspan(room);
    const auto present = [bits = fields[0]](Byte bit) { return (bits & bit) == 0; };
    SmsParameters parameters{.name = decode_alpha(record.first(room))};
    if (present(destination_bit)) {
        parameters.destination =
            TRY(decode_address(fields.subspan(1, address_size), LengthOf::Digits));
    }
    if (present(service_centre_bit)) {
        parameters.service_centre =
            TRY(decode_address(fields.subspan(1 + address_size, address_size), LengthOf::Octets));
    }
    const ByteView last = fields.last(3);
    if (present(protocol_bit)) {
        parameters.protocol = last[0];
    }
    if (present(coding_bit)) {
        parameters.coding = last[1];
    }
    if (present(validity_bit)) {
        parameters.validity_minutes = validity_of(last[2]);
    }
    return parameters;
}

} // namespace uicc::filesystem::contents
