#include "filesystem/contents/subscriber/iccid.hpp"

#include "codec/bcd.hpp"
#include "filesystem/contents/text/digits.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents {
namespace {

constexpr std::size_t body_size = 10;
constexpr std::size_t fewest_digits = 18;
constexpr std::size_t most_digits = 20;
constexpr char computed = '?';

std::string completed(std::string_view digits)
{
    std::string number{digits};
    const std::string_view front = digits.substr(0, digits.empty() ? 0 : digits.size() - 1);
    if (number.ends_with(computed) && all_digits(front)) {
        number.back() = luhn_digit(front);
    }
    return number;
}

} // namespace

char luhn_digit(std::string_view digits)
{
    unsigned sum = 0;
    bool doubled = true;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        const auto value = static_cast<unsigned>(*digit - '0') * (doubled ? 2U : 1U);
        sum += value / 10 + value % 10;
        doubled = !doubled;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

Result<Bytes, ContentError> encode_iccid(std::string_view digits, CheckDigit check)
{
    const std::string number = completed(digits);
    if (!all_digits(number)) {
        return refused(fmt::format("ICCID \"{}\" has characters that are no digits "
                                   "(TS 102 221 §13.2)",
                                   digits));
    }
    if (number.size() < fewest_digits || number.size() > most_digits) {
        return refused(fmt::format("ICCID must have {} to {} digits, this one has {} "
                                   "(TS 102 221 §13.2)",
                                   fewest_digits, most_digits, number.size()));
    }
    const char right = luhn_digit(std::string_view{number}.substr(0, number.size() - 1));
    if (check == CheckDigit::Verify && number.back() != right) {
        return refused(fmt::format("the check digit of ICCID {} is {}, not {}; write ? to have it "
                                   "computed (ITU-T E.118)",
                                   number, right, number.back()));
    }
    Bytes body = codec::to_swapped_bcd(number).value();
    body.resize(body_size, Byte{0xFF});
    return body;
}

Result<std::string, ContentError> decode_iccid(ByteView body)
{
    const std::string digits = codec::from_swapped_bcd(body);
    if (body.size() != body_size || digits.empty() || !all_digits(digits)) {
        return refused("no ICCID: it has 10 octets of digits (TS 102 221 §13.2)");
    }
    return digits;
}

} // namespace uicc::filesystem::contents
