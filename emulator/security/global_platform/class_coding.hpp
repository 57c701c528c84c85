#pragma once

#include "emulator/apdu/command_apdu.hpp"

namespace uicc::emulator::global_platform {

// CLA of commands in a GlobalPlatform secure channel, GPCS §11.1.4: 04 to 07 and 84 to 87 on
// channels 0 to 3, 6X and EX on channels 4 to 19.

/// The coding of channels 4 to 19.
[[nodiscard]] constexpr bool is_further_coding(Byte cla) noexcept
{
    return (cla & 0x40) != 0;
}

/// Secure messaging in the proprietary form; the forms of ISO/IEC 7816-4 (0C, 08) are not meant.
[[nodiscard]] constexpr bool is_protected(Byte cla) noexcept
{
    return is_further_coding(cla) ? (cla & 0x20) != 0 : (cla & 0x2C) == 0x04;
}

/// No secure messaging of any form.
[[nodiscard]] constexpr bool is_plain(Byte cla) noexcept
{
    return (cla & (is_further_coding(cla) ? 0x20U : 0x2CU)) == 0;
}

/// What is left for MACs, which do not know channels: the coding of channel 0.
[[nodiscard]] constexpr Byte channel_less_class(Byte cla) noexcept
{
    return static_cast<Byte>(cla & 0x90U);
}

[[nodiscard]] constexpr Byte protected_channel_less_class(Byte cla) noexcept
{
    return static_cast<Byte>(channel_less_class(cla) | 0x04U);
}

} // namespace uicc::emulator::global_platform
