#pragma once

#include <algorithm>
#include <string_view>

namespace uicc::filesystem::contents {

[[nodiscard]] constexpr bool is_digit(char character) noexcept
{
    return character >= '0' && character <= '9';
}

[[nodiscard]] constexpr bool all_digits(std::string_view text) noexcept
{
    return std::ranges::all_of(text, is_digit);
}

} // namespace uicc::filesystem::contents
