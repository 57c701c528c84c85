#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// INITIALIZE UPDATE, GPCS §E.5.1 and Amendment D §7.1.1: begins a session with a key set of the
/// active application, else of the issuer security domain. P1 is the key version, 00 the first.
[[nodiscard]] CommandResult initialize_update(CommandContext& context, const CommandApdu& command);

/// EXTERNAL AUTHENTICATE of GlobalPlatform, GPCS §E.5.2: right behind INITIALIZE UPDATE.
[[nodiscard]] CommandResult external_authenticate(CommandContext& context,
                                                  const CommandApdu& command);

/// GPCS §E.5.3 and §E.5.4.
[[nodiscard]] CommandResult begin_r_mac_session(CommandContext& context,
                                                const CommandApdu& command);
[[nodiscard]] CommandResult end_r_mac_session(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
