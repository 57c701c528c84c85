#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

namespace uicc::filesystem::contents {

/// EF.UMPC, TS 102 221 §13.6.
struct PowerConsumption {
    Byte milliamperes = 0;               ///< the most that the card draws
    Byte operation_seconds = 0;          ///< before it can be suspended, FF: not given
    bool increased_idle_current = false; ///< the card asks for it
    bool supports_suspend = false;       ///< SUSPEND UICC

    friend bool operator==(const PowerConsumption&, const PowerConsumption&) = default;
};

/// 5 octets, the last two reserved.
[[nodiscard]] Bytes encode_power_consumption(const PowerConsumption& power);

[[nodiscard]] Result<PowerConsumption, ContentError> decode_power_consumption(ByteView body);

} // namespace uicc::filesystem::contents
