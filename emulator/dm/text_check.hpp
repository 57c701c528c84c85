#pragma once

#include "codec/bytes.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace uicc::emulator::dm {

/// Offset of the first octet that is not part of printable UTF-8 text: ill-formed, an overlong
/// form, a surrogate, or a control character other than tab and line ends. Nothing when all is
/// text.
[[nodiscard]] std::optional<std::size_t> first_non_text(ByteView octets);

[[nodiscard]] inline bool is_text(ByteView octets)
{
    return !first_non_text(octets).has_value();
}

/// The octets of a text, borrowed.
[[nodiscard]] inline ByteView octets_of(std::string_view text)
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): char to octet
    return {reinterpret_cast<const Byte*>(text.data()), text.size()};
}

/// Octets as text, borrowed.
[[nodiscard]] inline std::string_view text_of(ByteView octets)
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): octet to char
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

} // namespace uicc::emulator::dm
