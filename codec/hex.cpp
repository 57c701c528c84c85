#include "codec/hex.hpp"

namespace uicc::codec {
namespace {

constexpr int digit_value(char digit) noexcept
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    if (digit >= 'A' && digit <= 'F') {
        return digit - 'A' + 10;
    }
    return -1;
}

constexpr bool is_blank(char character) noexcept
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

} // namespace

Result<Bytes, HexError> from_hex(std::string_view text)
{
    Bytes octets;
    octets.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size();) {
        if (is_blank(text[i])) {
            ++i;
            continue;
        }
        const int high = digit_value(text[i]);
        if (high < 0) {
            return tl::unexpected{HexError{i, "not a hexadecimal digit"}};
        }
        const int low = i + 1 < text.size() ? digit_value(text[i + 1]) : -1;
        if (low < 0) {
            return tl::unexpected{HexError{i, "an octet needs two hexadecimal digits"}};
        }
        octets.push_back(static_cast<Byte>(high << 4 | low));
        i += 2;
    }
    return octets;
}

std::string to_hex(ByteView octets)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string hex;
    hex.reserve(octets.size() * 2);
    for (const Byte octet : octets) {
        hex += digits[octet >> 4];
        hex += digits[octet & 0x0F];
    }
    return hex;
}

} // namespace uicc::codec
