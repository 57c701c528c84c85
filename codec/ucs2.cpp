#include "codec/ucs2.hpp"

#include <cstddef>
#include <cstdint>

namespace uicc::codec {
namespace {

constexpr char16_t replacement = 0xFFFD;

constexpr bool is_surrogate(std::uint32_t unit) noexcept
{
    return unit >= 0xD800 && unit <= 0xDFFF;
}

/// Form of a UTF-8 sequence by its first octet, RFC 3629 §3; four octets lie beyond UCS2.
struct Sequence {
    std::size_t size = 0; // 0: none starts here
    std::uint32_t bits = 0;
    std::uint32_t least = 0; // anything smaller must be written shorter
};

constexpr Sequence sequence_of(Byte first) noexcept
{
    if (first < 0x80) {
        return {1, first, 0};
    }
    if ((first & 0xE0) == 0xC0) {
        return {2, first & 0x1FU, 0x80};
    }
    if ((first & 0xF0) == 0xE0) {
        return {3, first & 0x0FU, 0x800};
    }
    return {};
}

/// The character at the front of a text, which is cut off.
std::optional<char16_t> take_character(std::string_view& text)
{
    const Sequence sequence = sequence_of(static_cast<Byte>(text.front()));
    if (sequence.size == 0 || sequence.size > text.size()) {
        return std::nullopt;
    }
    std::uint32_t character = sequence.bits;
    for (const char next : text.substr(1, sequence.size - 1)) {
        const auto octet = static_cast<Byte>(next);
        if ((octet & 0xC0) != 0x80) {
            return std::nullopt;
        }
        character = character << 6U | (octet & 0x3FU);
    }
    text.remove_prefix(sequence.size);
    if (character < sequence.least || is_surrogate(character)) {
        return std::nullopt;
    }
    return static_cast<char16_t>(character);
}

void append_utf8(std::string& out, char16_t unit)
{
    const std::uint32_t character = is_surrogate(unit) ? replacement : unit;
    if (character < 0x80) {
        out += static_cast<char>(character);
        return;
    }
    if (character < 0x800) {
        out += static_cast<char>(0xC0U | character >> 6U);
    } else {
        out += static_cast<char>(0xE0U | character >> 12U);
        out += static_cast<char>(0x80U | (character >> 6U & 0x3FU));
    }
    out += static_cast<char>(0x80U | (character & 0x3FU));
}

} // namespace

std::optional<std::u16string> ucs2_from_utf8(std::string_view utf8)
{
    std::u16string units;
    while (!utf8.empty()) {
        const auto unit = take_character(utf8);
        if (!unit) {
            return std::nullopt;
        }
        units += *unit;
    }
    return units;
}

std::string utf8_from_ucs2(std::u16string_view units)
{
    std::string utf8;
    for (const char16_t unit : units) {
        append_utf8(utf8, unit);
    }
    return utf8;
}

Bytes to_ucs2_octets(std::u16string_view units)
{
    Bytes octets;
    for (const char16_t unit : units) {
        octets.push_back(static_cast<Byte>(unit >> 8U));
        octets.push_back(static_cast<Byte>(unit & 0xFFU));
    }
    return octets;
}

std::u16string from_ucs2_octets(ByteView octets)
{
    std::u16string units;
    for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
        units += static_cast<char16_t>(octets[i] << 8U | octets[i + 1]);
    }
    return units;
}

} // namespace uicc::codec
