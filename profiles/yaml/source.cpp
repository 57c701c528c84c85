#include "profiles/yaml/source.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles::yaml {
namespace {

constexpr bool is_continuation(char octet) noexcept
{
    return (static_cast<unsigned char>(octet) & 0xC0U) == 0x80U;
}

constexpr bool is_blank(char character) noexcept
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

/// Octets of the UTF-8 sequence that begins here; 0 when it is none, RFC 3629 §4.
std::size_t sequence_length(std::string_view rest)
{
    const auto octet = [&rest](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    const unsigned lead = octet(0);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length > rest.size()) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(rest[i])) {
            return 0;
        }
    }
    const bool overlong = (lead == 0xE0 && octet(1) < 0xA0) || (lead == 0xF0 && octet(1) < 0x90);
    const bool surrogate = lead == 0xED && octet(1) > 0x9F;
    const bool too_large = lead == 0xF4 && octet(1) > 0x8F;
    return overlong || surrogate || too_large ? 0 : length;
}

/// Offset of the first octet that no YAML text holds, YAML 1.2 §5.1.
std::size_t first_foreign_octet(std::string_view text)
{
    std::size_t offset = 0;
    while (offset < text.size()) {
        const char character = text[offset];
        const bool control =
            static_cast<unsigned char>(character) < 0x20 ? !is_blank(character) : character == 0x7F;
        const std::size_t length = control ? 0 : sequence_length(text.substr(offset));
        if (length == 0) {
            break;
        }
        offset += length;
    }
    return offset;
}

/// Where the content of a scalar begins, behind its quote or block indicator.
std::size_t content_start(std::string_view text, std::size_t offset)
{
    if (offset >= text.size()) {
        return offset;
    }
    if (text[offset] == '|' || text[offset] == '>') {
        return std::min(text.find('\n', offset), text.size());
    }
    return text[offset] == '"' || text[offset] == '\'' ? offset + 1 : offset;
}

} // namespace

Source::Source(std::string text) : text_{std::move(text)}
{
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i) {
        if (text_[i] == '\n') {
            line_starts_.push_back(i + 1);
        } else if (is_continuation(text_[i])) {
            continuations_.push_back(i);
        }
    }
}

Result<Source, Problem> Source::from(std::string text)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) {
        text.erase(0, byte_order_mark.size());
    }
    if (text.size() > max_text_size) {
        return tl::unexpected{
            Problem{{},
                    fmt::format("a profile has at most {} octets; `file:` takes large contents in",
                                max_text_size)}};
    }
    Source source{std::move(text)};
    if (const auto foreign = first_foreign_octet(source.text_); foreign < source.text_.size()) {
        const auto octet = static_cast<unsigned char>(source.text_[foreign]);
        return tl::unexpected{
            Problem{source.position_of(foreign),
                    fmt::format("this is no UTF-8 text: octet {:02X} cannot stand here", octet)}};
    }
    return source;
}

std::size_t Source::offset_of(std::size_t line, std::size_t column) const
{
    if (line >= line_starts_.size()) {
        return text_.size();
    }
    return std::min(line_starts_[line] + column, text_.size());
}

Position Source::position_of(std::size_t offset) const
{
    offset = std::min(offset, text_.size());
    const auto next = std::ranges::upper_bound(line_starts_, offset);
    const auto line = static_cast<std::size_t>(next - line_starts_.begin()) - 1;
    // Found by bisection: a profile may be one line of a million characters.
    const auto until = [this](std::size_t end) {
        return std::ranges::lower_bound(continuations_, end) - continuations_.begin();
    };
    const auto skipped = static_cast<std::size_t>(until(offset) - until(line_starts_[line]));
    const std::size_t characters = offset - line_starts_[line] - skipped;
    return {static_cast<unsigned>(line + 1), static_cast<unsigned>(characters + 1)};
}

Position Source::within(const Node& scalar, std::size_t offset) const
{
    std::size_t place = content_start(text_, scalar.offset);
    for (std::size_t i = 0; i < std::min(offset + 1, scalar.text.size()); ++i) {
        if (is_blank(scalar.text[i])) {
            continue;
        }
        while (place < text_.size() && is_blank(text_[place])) {
            ++place;
        }
        if (place == text_.size() || text_[place] != scalar.text[i]) {
            return scalar.position;
        }
        if (i == offset) {
            return position_of(place);
        }
        ++place;
    }
    return position_of(place);
}

} // namespace uicc::profiles::yaml
