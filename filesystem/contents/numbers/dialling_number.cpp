#include "filesystem/contents/numbers/dialling_number.hpp"

#include "codec/bcd.hpp"
#include "codec/byte_writer.hpp"
#include "filesystem/contents/text/alpha_identifier.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents {
namespace {

constexpr Byte unused = 0xFF;
constexpr std::size_t digit_octets = 10;
constexpr std::size_t most_digits = 2 * digit_octets;
constexpr Byte type_of_number_mask = 0x70;
constexpr Byte international = 0x10;

/// Length, type and number, or FF throughout.
Result<Bytes, ContentError> encode_number(const DiallingNumber& entry)
{
    if (entry.number.empty()) {
        return Bytes(2 + digit_octets, unused);
    }
    const NumberParts parts = split_number(entry.number);
    const Bytes digits = TRY(encode_dialling_digits(parts.digits));
    const std::size_t octets_in_use = (parts.digits.size() + 1) / 2;
    Bytes field{static_cast<Byte>(1 + octets_in_use), entry.type.value_or(parts.type)};
    codec::append(field, digits);
    return field;
}

} // namespace

NumberParts split_number(std::string_view number) noexcept
{
    if (number.starts_with('+')) {
        return {international_number_type, number.substr(1)};
    }
    return {unknown_number_type, number};
}

std::string joined_number(Byte type, std::string_view digits)
{
    const bool plus = (type & type_of_number_mask) == international;
    return fmt::format("{}{}", plus ? "+" : "", digits);
}

Result<Bytes, ContentError> encode_dialling_digits(std::string_view digits)
{
    if (digits.empty() || digits.size() > most_digits) {
        return refused(fmt::format("a number has 1 to {} digits, \"{}\" has {} "
                                   "(TS 31.102 §4.4.2.3)",
                                   most_digits, digits, digits.size()));
    }
    auto octets = codec::to_swapped_bcd(digits);
    if (!octets) {
        return refused(fmt::format("\"{}\" is no dialling number: it has digits, *, #, a, b, c and "
                                   "a + in front (TS 24.008 §10.5.4.7)",
                                   digits));
    }
    octets->resize(digit_octets, unused);
    return *octets;
}

Result<Bytes, ContentError> encode_dialling_number(const DiallingNumber& entry,
                                                   std::size_t record_length,
                                                   DiallingLayout layout)
{
    const auto fixed = static_cast<std::size_t>(layout);
    if (record_length != 0 && record_length < fixed) {
        return refused(fmt::format("a dialling number needs {} octets, a record has {} "
                                   "(TS 31.102 §4.4.2.3)",
                                   fixed, record_length));
    }
    const std::size_t room = record_length == 0 ? unlimited : record_length - fixed;
    Bytes record = TRY(within("name", encode_alpha(entry.name, room)));
    record.resize(record_length == 0 ? record.size() : room, unused);
    codec::append(record, TRY(within("number", encode_number(entry))));
    record.push_back(entry.capability);
    record.push_back(entry.extension);
    if (layout == DiallingLayout::WithComparisonMethod) {
        record.push_back(unused);
    }
    return record;
}

Result<DiallingNumber, ContentError> decode_dialling_number(ByteView record, DiallingLayout layout)
{
    const auto fixed = static_cast<std::size_t>(layout);
    if (record.size() < fixed) {
        return refused(fmt::format("a dialling number takes {} octets or more, not {} "
                                   "(TS 31.102 §4.4.2.3)",
                                   fixed, record.size()));
    }
    const std::size_t room = record.size() - fixed;
    const ByteView field = record.subspan(room);
    DiallingNumber entry{.name = decode_alpha(record.first(room)),
                         .capability = field[2 + digit_octets],
                         .extension = field[3 + digit_octets]};
    const Byte length = field[0];
    if (length == unused) {
        return entry;
    }
    if (length == 0 || length > 1 + digit_octets) {
        return refused(
            fmt::format("{} is no length of a dialling number (TS 31.102 §4.4.2.3)", length));
    }
    const Byte type = field[1];
    entry.number = joined_number(type, codec::from_swapped_bcd(field.subspan(2, length - 1U)));
    if (type != split_number(entry.number).type) {
        entry.type = type;
    }
    return entry;
}

} // namespace uicc::filesystem::contents
