#pragma once

#include "codec/secure_bytes.hpp"
#include "emulator/apdu/command_apdu.hpp"

namespace uicc::emulator::global_platform {

/// What the MACs of SCP02 and SCP03 take from a command: header, Lc (00 without data; three octets
/// in an extended command), data. GPCS §E.4.4, Amendment D §6.2.4.
[[nodiscard]] SecureBytes mac_input(Byte cla,
                                    const CommandApdu& command,
                                    std::size_t lc,
                                    ByteView data);

} // namespace uicc::emulator::global_platform
