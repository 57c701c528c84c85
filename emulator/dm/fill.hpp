#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"
#include "emulator/dm/dm_error.hpp"

#include <cstddef>

namespace uicc::emulator::dm {

/// Whether this octet is what unwritten parts of a file hold.
[[nodiscard]] constexpr bool is_fill(Byte octet) noexcept
{
    return octet == 0xFF || octet == 0x00;
}

/// Refuses content that consists of fill alone, that is a file nobody ever wrote.
[[nodiscard]] Result<void, DmError> require_written(ByteView content);

/// Refuses anything but FF and 00 from offset `end` on.
[[nodiscard]] Result<void, DmError> require_fill(ByteView content, std::size_t end);

} // namespace uicc::emulator::dm
