#pragma once

#include "codec/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace uicc::codec {

/// Swapped-nibble digits as in EF.ICCID: first digit in the low half of the first octet, an odd
/// count is filled up with F. `*`, `#`, `a`, `b`, `c` are the extended digits A to E of
/// TS 31.102 §4.4.2.3. Nothing when the text holds anything else.
[[nodiscard]] std::optional<Bytes> to_swapped_bcd(std::string_view digits);

/// The digits up to the first F; extended digits as above.
[[nodiscard]] std::string from_swapped_bcd(ByteView octets);

} // namespace uicc::codec
