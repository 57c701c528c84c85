#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"

#include <string>
#include <string_view>

namespace uicc::codec {

/// Where and why a text is not hexadecimal.
struct HexError {
    std::size_t offset = 0; ///< in characters
    std::string what{};
};

/// "A0 B1" or "a0b1": blanks between octets are allowed, case does not matter.
[[nodiscard]] Result<Bytes, HexError> from_hex(std::string_view text);

/// Upper case, no blanks.
[[nodiscard]] std::string to_hex(ByteView octets);

} // namespace uicc::codec
