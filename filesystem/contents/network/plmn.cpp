#include "filesystem/contents/network/plmn.hpp"

#include "codec/byte_writer.hpp"
#include "filesystem/contents/text/digits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::filesystem::contents {
namespace {

constexpr Byte unused = 0xFF;
constexpr unsigned filler = 0x0F;   // in the place of a third MNC digit
constexpr unsigned wildcard = 0x0D; // written D
constexpr std::size_t mcc_digits = 3;

bool is_plmn_digits(std::string_view text, Wildcards wildcards)
{
    return std::ranges::all_of(text, [wildcards](char digit) {
        return is_digit(digit) || (digit == 'D' && wildcards == Wildcards::Allowed);
    });
}

unsigned nibble_of(char digit)
{
    return digit == 'D' ? wildcard : static_cast<unsigned>(digit - '0');
}

/// The character of a nibble, '?' for those that stand for no digit.
char digit_of(unsigned nibble, Wildcards wildcards)
{
    if (nibble == wildcard && wildcards == Wildcards::Allowed) {
        return 'D';
    }
    return nibble < 10 ? static_cast<char>('0' + nibble) : '?';
}

Byte octet_of(unsigned high, unsigned low)
{
    return static_cast<Byte>(high << 4U | low);
}

} // namespace

Result<Plmn, ContentError> parse_plmn(std::string_view text, Wildcards wildcards)
{
    std::string digits{text};
    if (digits.size() > mcc_digits && digits[mcc_digits] == '-') {
        digits.erase(mcc_digits, 1);
    }
    if (digits.size() < mcc_digits + 2 || digits.size() > mcc_digits + 3 ||
        !is_plmn_digits(digits, wildcards)) {
        return refused(fmt::format("\"{}\" is no PLMN, write an MCC of 3 digits and an MNC of 2 or "
                                   "3 such as 001-01 (TS 23.003 §12.1)",
                                   text));
    }
    return Plmn{.mcc = digits.substr(0, mcc_digits), .mnc = digits.substr(mcc_digits)};
}

std::string to_text(const Plmn& plmn)
{
    return plmn.mcc + "-" + plmn.mnc;
}

Bytes encode_plmn(const Plmn& plmn)
{
    const auto mcc = [&plmn](std::size_t i) { return nibble_of(plmn.mcc.at(i)); };
    const auto mnc = [&plmn](std::size_t i) {
        return i < plmn.mnc.size() ? nibble_of(plmn.mnc[i]) : filler;
    };
    return {octet_of(mcc(1), mcc(0)), octet_of(mnc(2), mcc(2)), octet_of(mnc(1), mnc(0))};
}

Result<std::optional<Plmn>, ContentError> decode_plmn(ByteView octets, Wildcards wildcards)
{
    if (octets.size() != plmn_size) {
        return refused("a PLMN takes three octets (TS 24.008 §10.5.1.13)");
    }
    if (std::ranges::all_of(octets, [](Byte octet) { return octet == unused; })) {
        return std::nullopt;
    }
    const auto digit = [wildcards](unsigned nibble) { return digit_of(nibble & 0x0FU, wildcards); };
    Plmn plmn{
        .mcc = {digit(octets[0]), digit(octets[0] >> 4U), digit(octets[1])},
        .mnc = {digit(octets[2]), digit(octets[2] >> 4U)},
    };
    if (octets[1] >> 4U != filler) {
        plmn.mnc += digit(octets[1] >> 4U);
    }
    if (!is_plmn_digits(plmn.mcc + plmn.mnc, wildcards)) {
        return refused(fmt::format("{:02X}{:02X}{:02X} is no PLMN (TS 24.008 §10.5.1.13)",
                                   octets[0], octets[1], octets[2]));
    }
    return plmn;
}

Bytes encode_plmn_list(std::span<const Plmn> plmns)
{
    Bytes body;
    for (const Plmn& plmn : plmns) {
        codec::append(body, encode_plmn(plmn));
    }
    return body;
}

Result<std::vector<Plmn>, ContentError> decode_plmn_list(ByteView body)
{
    if (body.size() % plmn_size != 0) {
        return refused(fmt::format("PLMNs take three octets each, {} cannot be divided "
                                   "(TS 31.102 §4.2.16)",
                                   body.size()));
    }
    std::vector<Plmn> plmns;
    for (; !body.empty(); body = body.subspan(plmn_size)) {
        if (auto plmn = TRY(decode_plmn(body.first(plmn_size)))) {
            plmns.push_back(std::move(*plmn));
        }
    }
    return plmns;
}

} // namespace uicc::filesystem::contents
