#include "filesystem/contents/subscriber/imsi.hpp"

#include "codec/bcd.hpp"
#include "filesystem/contents/text/digits.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents {
namespace {

constexpr std::size_t body_size = 9;
constexpr std::size_t fewest_digits = 6;
constexpr std::size_t most_digits = 15;
constexpr char identity_type = 1; // IMSI, TS 24.008 §10.5.1.4; +8: odd number of digits

} // namespace

Result<Bytes, ContentError> encode_imsi(std::string_view digits)
{
    if (!all_digits(digits)) {
        return refused(fmt::format("IMSI \"{}\" has characters that are no digits "
                                   "(TS 31.102 §4.2.2)",
                                   digits));
    }
    if (digits.size() < fewest_digits || digits.size() > most_digits) {
        return refused(fmt::format("IMSI must have {} to {} digits, this one has {} "
                                   "(TS 31.102 §4.2.2)",
                                   fewest_digits, most_digits, digits.size()));
    }
    const char first = static_cast<char>('0' + identity_type + (digits.size() % 2 == 1 ? 8 : 0));
    const Bytes identity = codec::to_swapped_bcd(first + std::string{digits}).value();
    Bytes body{static_cast<Byte>(identity.size())};
    body.insert(body.end(), identity.begin(), identity.end());
    body.resize(body_size, Byte{0xFF});
    return body;
}

Result<std::string, ContentError> decode_imsi(ByteView body)
{
    if (body.size() != body_size || body[0] == 0 || body[0] >= body_size) {
        return refused("no IMSI: it takes 9 octets and counts those in use in the first "
                       "(TS 31.102 §4.2.2)");
    }
    const std::string identity = codec::from_swapped_bcd(body.subspan(1, body[0]));
    if (identity.size() <= fewest_digits || !all_digits(identity)) {
        return refused("no IMSI: fewer than 6 digits (TS 31.102 §4.2.2)");
    }
    const std::string digits = identity.substr(1);
    const char expected = digits.size() % 2 == 1 ? '9' : '1';
    if (identity.front() != expected) {
        return refused(fmt::format("no IMSI: {} digits do not go with type and parity {} "
                                   "(TS 31.102 §4.2.2)",
                                   digits.size(), identity.front()));
    }
    return digits;
}

} // namespace uicc::filesystem::contents
