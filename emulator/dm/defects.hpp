#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/dm_error.hpp"

#include <optional>
#include <vector>

namespace uicc::emulator::dm {

/// Octets that replace those at an offset.
struct Patch {
    std::size_t offset = 0;
    Bytes octets{};
};

/// Fill behind the content, up to the size of the file.
struct Padding {
    Byte octet = 0xFF;
    std::size_t size = 0; ///< of the whole file, in octets
};

/// Damage done on purpose to encoded content; applied in the order of the fields.
struct Defects {
    std::vector<Patch> patches{};
    std::size_t truncate = 0; ///< octets missing at the end
    std::optional<Padding> padding{};
};

/// The damaged content. An error when a patch or the truncation reaches outside the content, or
/// the content does not fit the padded size.
[[nodiscard]] Result<Bytes, DmError> apply(const Defects& defects, Bytes content);

} // namespace uicc::emulator::dm
