#pragma once

#include "codec/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace uicc::codec {

/// Code units of a UTF-8 text; nothing when it is malformed or leaves the basic multilingual plane,
/// beyond which UCS2 cannot go.
[[nodiscard]] std::optional<std::u16string> ucs2_from_utf8(std::string_view utf8);

/// UTF-8 of code units; surrogates, which UCS2 does not have, become U+FFFD.
[[nodiscard]] std::string utf8_from_ucs2(std::u16string_view units);

/// Two octets per character, most significant first.
[[nodiscard]] Bytes to_ucs2_octets(std::u16string_view units);

/// A single octet at the end is left out.
[[nodiscard]] std::u16string from_ucs2_octets(ByteView octets);

} // namespace uicc::codec
