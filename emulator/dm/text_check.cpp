#include "emulator/dm/text_check.hpp"

#include <cstdint>

namespace uicc::emulator::dm {
namespace {

/// Octets of the sequence that `lead` starts, 0 when it starts none (RFC 3629 §3).
constexpr std::size_t sequence_length(Byte lead) noexcept
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/// The code point of one whole sequence, or nothing when a continuation octet is missing.
std::optional<std::uint32_t> code_point(ByteView sequence)
{
    if (sequence.size() == 1) {
        return sequence[0];
    }
    std::uint32_t value = sequence[0] & (0x7FU >> sequence.size());
    for (const Byte octet : sequence.subspan(1)) {
        if ((octet & 0xC0) != 0x80) {
            return std::nullopt;
        }
        value = value << 6U | (octet & 0x3FU);
    }
    return value;
}

constexpr bool is_overlong(std::uint32_t value, std::size_t length) noexcept
{
    return (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
}

/// XML 1.0 §2.2, without the discouraged C1 controls and DEL.
constexpr bool is_character(std::uint32_t value) noexcept
{
    if (value < 0x20) {
        return value == '\t' || value == '\n' || value == '\r';
    }
    if (value >= 0x7F && value <= 0x9F) {
        return false;
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return !surrogate && value != 0xFFFE && value != 0xFFFF && value <= 0x10FFFF;
}

} // namespace

std::optional<std::size_t> first_non_text(ByteView octets)
{
    for (std::size_t i = 0; i < octets.size();) {
        const std::size_t length = sequence_length(octets[i]);
        if (length == 0 || length > octets.size() - i) {
            return i;
        }
        const auto value = code_point(octets.subspan(i, length));
        if (!value || is_overlong(*value, length) || !is_character(*value)) {
            return i;
        }
        i += length;
    }
    return std::nullopt;
}

} // namespace uicc::emulator::dm
