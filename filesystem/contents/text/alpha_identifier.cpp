#include "filesystem/contents/text/alpha_identifier.hpp"

#include "codec/byte_writer.hpp"
#include "codec/gsm7.hpp"
#include "codec/ucs2.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace uicc::filesystem::contents {
namespace {

// First octet of the UCS2 forms, TS 102 221 Annex A.
constexpr Byte plain_form = 0x80;      // two octets per character
constexpr Byte half_page_form = 0x81;  // one octet each, base of 8 bits
constexpr Byte any_base_form = 0x82;   // one octet each, base of 16 bits
constexpr std::size_t half_page = 128; // characters that one octet with b8 reaches
constexpr std::size_t most_characters = 255;
constexpr Byte unused = 0xFF;

Bytes plain(std::u16string_view text)
{
    Bytes field{plain_form};
    codec::append(field, codec::to_ucs2_octets(text));
    return field;
}

/// Characters that the default alphabet lacks lie at or above the lowest of them.
std::optional<char16_t> lowest_foreign(std::u16string_view text)
{
    std::optional<char16_t> lowest;
    for (const char16_t character : text) {
        if (!codec::to_septet(character) && (!lowest || character < *lowest)) {
            lowest = character;
        }
    }
    return lowest;
}

/// Appends one octet per character relative to a base, or says that it does not reach.
bool append_relative(Bytes& field, std::u16string_view text, char16_t base)
{
    for (const char16_t character : text) {
        if (const auto septet = codec::to_septet(character)) {
            field.push_back(*septet);
        } else if (character - base < static_cast<int>(half_page)) {
            field.push_back(static_cast<Byte>(0x80 | (character - base)));
        } else {
            return false;
        }
    }
    return true;
}

std::optional<Bytes> half_paged(std::u16string_view text, char16_t lowest)
{
    const auto base = static_cast<char16_t>(lowest & 0xFF80);
    Bytes field{half_page_form, static_cast<Byte>(text.size()), static_cast<Byte>(base >> 7U)};
    const bool base_has_eight_bits = base < 0x8000;
    return base_has_eight_bits && append_relative(field, text, base) ? std::optional{field}
                                                                     : std::nullopt;
}

std::optional<Bytes> based(std::u16string_view text, char16_t lowest)
{
    Bytes field{any_base_form, static_cast<Byte>(text.size())};
    codec::append_number(field, lowest, 2);
    return append_relative(field, text, lowest) ? std::optional{field} : std::nullopt;
}

Bytes shortest(std::u16string_view text)
{
    Bytes best = plain(text);
    const auto lowest = lowest_foreign(text);
    if (!lowest || text.size() > most_characters) {
        return best;
    }
    for (const auto& candidate : {half_paged(text, *lowest), based(text, *lowest)}) {
        if (candidate && candidate->size() < best.size()) {
            best = *candidate;
        }
    }
    return best;
}

ByteView without_fill(ByteView field)
{
    while (!field.empty() && field.back() == unused) {
        field = field.first(field.size() - 1);
    }
    return field;
}

/// Characters of the forms 81 and 82 behind the base.
std::string relative(ByteView characters, std::size_t count, unsigned base)
{
    std::u16string text;
    for (const Byte octet : characters.first(std::min(count, characters.size()))) {
        const bool is_septet = (octet & 0x80) == 0;
        text +=
            is_septet ? codec::from_septet(octet) : static_cast<char16_t>(base + (octet & 0x7FU));
    }
    return codec::utf8_from_ucs2(text);
}

/// Two octets per character up to the fill; the last of them may end in FF itself.
std::string plain_text(ByteView octets)
{
    std::u16string text = codec::from_ucs2_octets(octets);
    text.resize(std::min(text.find(u'\xFFFF'), text.size()));
    return codec::utf8_from_ucs2(text);
}

} // namespace

Result<Bytes, ContentError> encode_alpha(std::string_view utf8, std::size_t capacity)
{
    const auto text = codec::ucs2_from_utf8(utf8);
    if (!text) {
        return refused(fmt::format("\"{}\" has characters beyond UCS2 (TS 102 221 Annex A)", utf8));
    }
    Bytes field = codec::to_gsm7(utf8).value_or(Bytes{});
    if (field.empty() && !text->empty()) {
        field = shortest(*text);
    }
    if (field.size() > capacity) {
        return refused(fmt::format("\"{}\" needs {} octets, its field has {} (TS 102 221 Annex A)",
                                   utf8, field.size(), capacity));
    }
    return field;
}

std::string decode_alpha(ByteView field)
{
    if (field.empty()) {
        return {};
    }
    const Byte form = field.front();
    if (form == plain_form) {
        return plain_text(field.subspan(1));
    }
    if (form == half_page_form && field.size() > 2) {
        return relative(field.subspan(3), field[1], static_cast<unsigned>(field[2]) << 7U);
    }
    if (form == any_base_form && field.size() > 3) {
        const unsigned base = static_cast<unsigned>(field[2]) << 8U | field[3];
        return relative(field.subspan(4), field[1], base);
    }
    return codec::from_gsm7(without_fill(field));
}

} // namespace uicc::filesystem::contents
