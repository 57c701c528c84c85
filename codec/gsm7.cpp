#include "codec/gsm7.hpp"

#include "codec/ucs2.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace uicc::codec {
namespace {

constexpr Byte escape = 0x1B;
constexpr char16_t replacement = 0xFFFD;

// TS 23.038 §6.2.1; 1B leads to the extension table.
constexpr std::u16string_view default_table = u"@£$¥èéùìòÇ\nØø\rÅå"
                                              u"Δ_ΦΓΛΩΠΨΣΘΞ\x1BÆæßÉ"
                                              u" !\"#¤%&'()*+,-./"
                                              u"0123456789:;<=>?"
                                              u"¡ABCDEFGHIJKLMNO"
                                              u"PQRSTUVWXYZÄÖÑÜ§"
                                              u"¿abcdefghijklmno"
                                              u"pqrstuvwxyzäöñüà";
static_assert(default_table.size() == 128);

struct Extension {
    Byte septet = 0;
    char16_t character = 0;
};

// TS 23.038 §6.2.1.1; 0A is a page break.
constexpr auto extension_table = std::to_array<Extension>({
    {0x0A, u'\f'},
    {0x14, u'^'},
    {0x28, u'{'},
    {0x29, u'}'},
    {0x2F, u'\\'},
    {0x3C, u'['},
    {0x3D, u'~'},
    {0x3E, u']'},
    {0x40, u'|'},
    {0x65, u'€'},
});

char16_t extended(Byte septet) noexcept
{
    const auto found = std::ranges::find(extension_table, septet, &Extension::septet);
    return found == extension_table.end() ? from_septet(septet) : found->character;
}

bool append_extended(Bytes& out, char16_t character)
{
    const auto found = std::ranges::find(extension_table, character, &Extension::character);
    if (found == extension_table.end()) {
        return false;
    }
    out.push_back(escape);
    out.push_back(found->septet);
    return true;
}

} // namespace

std::optional<Byte> to_septet(char16_t character) noexcept
{
    const auto position = default_table.find(character);
    if (position == std::u16string_view::npos || position == escape) {
        return std::nullopt;
    }
    return static_cast<Byte>(position);
}

char16_t from_septet(Byte septet) noexcept
{
    return septet < default_table.size() ? default_table[septet] : replacement;
}

std::optional<Bytes> to_gsm7(std::string_view utf8)
{
    const auto units = ucs2_from_utf8(utf8);
    if (!units) {
        return std::nullopt;
    }
    Bytes septets;
    for (const char16_t unit : *units) {
        if (const auto septet = to_septet(unit)) {
            septets.push_back(*septet);
        } else if (!append_extended(septets, unit)) {
            return std::nullopt;
        }
    }
    return septets;
}

std::string from_gsm7(ByteView septets)
{
    std::u16string units;
    for (std::size_t i = 0; i < septets.size(); ++i) {
        if (septets[i] != escape) {
            units += from_septet(septets[i]);
        } else if (i + 1 < septets.size()) {
            units += extended(septets[++i]);
        }
    }
    return utf8_from_ucs2(units);
}

Bytes pack_septets(ByteView septets)
{
    Bytes packed((septets.size() * 7 + 7) / 8);
    for (std::size_t i = 0; i < septets.size(); ++i) {
        const std::size_t bit = i * 7;
        const auto shifted = static_cast<unsigned>((septets[i] & 0x7FU) << bit % 8);
        packed[bit / 8] = static_cast<Byte>(packed[bit / 8] | (shifted & 0xFFU));
        if (shifted > 0xFF) {
            packed[bit / 8 + 1] = static_cast<Byte>(shifted >> 8U);
        }
    }
    return packed;
}

Bytes unpack_septets(ByteView packed, std::size_t count)
{
    Bytes septets;
    for (std::size_t i = 0; i < std::min(count, packed.size() * 8 / 7); ++i) {
        const std::size_t bit = i * 7;
        const unsigned low = packed[bit / 8];
        const unsigned high = bit / 8 + 1 < packed.size() ? packed[bit / 8 + 1] : 0U;
        septets.push_back(static_cast<Byte>((high << 8U | low) >> bit % 8 & 0x7FU));
    }
    return septets;
}

} // namespace uicc::codec
