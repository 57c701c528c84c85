#include "codec/bcd.hpp"

namespace uicc::codec {
namespace {

constexpr std::string_view alphabet = "0123456789*#abc";
constexpr Byte filler = 0x0F;

} // namespace

std::optional<Bytes> to_swapped_bcd(std::string_view digits)
{
    Bytes octets((digits.size() + 1) / 2, Byte{0xFF});
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const auto value = alphabet.find(digits[i]);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        const auto digit = static_cast<Byte>(value);
        Byte& octet = octets[i / 2];
        octet = i % 2 == 0 ? static_cast<Byte>((octet & 0xF0) | digit)
                           : static_cast<Byte>((octet & 0x0F) | digit << 4);
    }
    return octets;
}

std::string from_swapped_bcd(ByteView octets)
{
    std::string digits;
    for (const Byte octet : octets) {
        for (const int digit : {octet & 0x0F, octet >> 4}) {
            if (digit == filler) {
                return digits;
            }
            digits += alphabet[static_cast<std::size_t>(digit)];
        }
    }
    return digits;
}

} // namespace uicc::codec
