#pragma once

#include "codec/bytes.hpp"

#include <cstddef>
#include <string_view>

namespace uicc::filesystem::catalogue {

struct EfSpec;

/// Whole octets in upper case hexadecimal digits.
[[nodiscard]] constexpr bool is_octets(std::string_view text) noexcept
{
    for (const char digit : text) {
        const bool is_hex = (digit >= '0' && digit <= '9') || (digit >= 'A' && digit <= 'F');
        if (!is_hex) {
            return false;
        }
    }
    return text.size() % 2 == 0;
}

/// Whether a text is one of the notations of expand_pattern; the tables check theirs at compile
/// time.
[[nodiscard]] constexpr bool is_content_pattern(std::string_view pattern) noexcept
{
    if (pattern.starts_with('(')) {
        return pattern.size() > 3 && pattern.ends_with(')') &&
               is_octets(pattern.substr(1, pattern.size() - 2));
    }
    const auto dots = pattern.find("...");
    if (dots == std::string_view::npos) {
        return is_octets(pattern);
    }
    return dots != 0 && is_octets(pattern.substr(0, dots)) && is_octets(pattern.substr(dots + 3));
}

/// The octets that a pattern stands for, in the notation of TS 31.102 Annex E:
///   ""            FF throughout
///   "0A"          these octets, then FF
///   "00FF...FF"   before the dots: these octets, the last one repeated; behind them: the end
///   "(FFFF00)"    the group again and again
/// A size too small for the pattern cuts it off on the right.
[[nodiscard]] Bytes expand_pattern(std::string_view pattern, std::size_t size);

/// Initial body of a file, or of each of its records, in `size` octets.
[[nodiscard]] Bytes expand_default(const EfSpec& spec, std::size_t size);

} // namespace uicc::filesystem::catalogue
