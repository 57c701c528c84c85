#include "filesystem/contents/numbers/emergency_number.hpp"

#include "codec/bcd.hpp"
#include "codec/byte_writer.hpp"
#include "filesystem/contents/text/alpha_identifier.hpp"
#include "filesystem/contents/text/digits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::filesystem::contents {
namespace {

constexpr Byte unused = 0xFF;
constexpr std::size_t code_size = 3;
constexpr std::size_t fixed_size = code_size + 1;

/// In the order of the bits from b1.
constexpr auto category_names =
    std::to_array<std::string_view>({"police", "ambulance", "fire-brigade", "marine-guard",
                                     "mountain-rescue", "manual-ecall", "automatic-ecall"});

Result<Bytes, ContentError> encode_code(std::string_view code)
{
    if (code.empty() || code.size() > 2 * code_size || !all_digits(code)) {
        return refused(fmt::format("\"{}\" is no emergency number, it has 1 to 6 digits "
                                   "(TS 31.102 §4.2.21)",
                                   code));
    }
    Bytes octets = codec::to_swapped_bcd(code).value();
    octets.resize(code_size, unused);
    return octets;
}

} // namespace

Result<Byte, ContentError> parse_emergency_categories(std::span<const std::string> names)
{
    unsigned bits = 0;
    for (const std::string& name : names) {
        const auto found = std::ranges::find(category_names, name);
        if (found == category_names.end()) {
            return refused(fmt::format("\"{}\" is no emergency service; known are {} "
                                       "(TS 24.008 §10.5.4.33)",
                                       name, fmt::join(category_names, ", ")));
        }
        bits |= 1U << static_cast<unsigned>(found - category_names.begin());
    }
    return static_cast<Byte>(bits);
}

std::vector<std::string_view> emergency_category_names(Byte categories)
{
    std::vector<std::string_view> names;
    for (std::size_t bit = 0; bit < category_names.size(); ++bit) {
        if ((categories & 1U << bit) != 0) {
            names.push_back(category_names[bit]);
        }
    }
    return names;
}

Result<Bytes, ContentError> encode_emergency_number(const EmergencyNumber& entry,
                                                    std::size_t record_length)
{
    if (record_length != 0 && record_length < fixed_size) {
        return refused(fmt::format("an emergency number needs {} octets, a record has {} "
                                   "(TS 31.102 §4.2.21)",
                                   fixed_size, record_length));
    }
    const std::size_t room = record_length == 0 ? unlimited : record_length - fixed_size;
    Bytes record = TRY(within("code", encode_code(entry.code)));
    Bytes name = TRY(within("name", encode_alpha(entry.name, room)));
    name.resize(record_length == 0 ? name.size() : room, unused);
    codec::append(record, name);
    record.push_back(entry.categories);
    return record;
}

Result<EmergencyNumber, ContentError> decode_emergency_number(ByteView record)
{
    if (record.size() < fixed_size) {
        return refused("an emergency number takes 4 octets or more (TS 31.102 §4.2.21)");
    }
    EmergencyNumber entry{
        .code = codec::from_swapped_bcd(record.first(code_size)),
        .name = decode_alpha(record.subspan(code_size, record.size() - fixed_size)),
        .categories = record.back(),
    };
    if (entry.code.empty() || !all_digits(entry.code)) {
        return refused("the record holds no emergency number (TS 31.102 §4.2.21)");
    }
    return entry;
}

Result<Bytes, ContentError> encode_emergency_codes(std::span<const std::string> codes)
{
    Bytes body;
    for (const std::string& code : codes) {
        codec::append(body, TRY(encode_code(code)));
    }
    return body;
}

Result<std::vector<std::string>, ContentError> decode_emergency_codes(ByteView body)
{
    if (body.size() % code_size != 0) {
        return refused("emergency codes take three octets each (TS 51.011 §10.3.27)");
    }
    std::vector<std::string> codes;
    for (; !body.empty(); body = body.subspan(code_size)) {
        const std::string code = codec::from_swapped_bcd(body.first(code_size));
        if (!all_digits(code)) {
            return refused(fmt::format("\"{}\" is no emergency number (TS 51.011 §10.3.27)", code));
        }
        if (!code.empty()) {
            codes.push_back(code);
        }
    }
    return codes;
}

} // namespace uicc::filesystem::contents
