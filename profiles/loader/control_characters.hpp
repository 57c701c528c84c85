#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace uicc::profiles {

/// A control character within a text, in octets.
struct ControlCharacter {
    std::size_t offset = 0;
    std::size_t size = 0;
};

/// The first control character of a UTF-8 text, C0 or C1 (ISO/IEC 6429), which a terminal would
/// obey; tabs and line ends are some, too.
[[nodiscard]] std::optional<ControlCharacter> find_control(std::string_view text);

} // namespace uicc::profiles
