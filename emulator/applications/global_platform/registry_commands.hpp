#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::global_platform {

/// SET STATUS, GPCS §11.10: the life cycle of the card (P1=80), or the lock of an application (40).
[[nodiscard]] CommandResult set_status(CommandContext& context, const CommandApdu& command);

/// INSTALL, GPCS §11.5, of what is on the card already.
[[nodiscard]] CommandResult install(CommandContext& context, const CommandApdu& command);

/// DELETE, GPCS §11.2: an application by its AID (4F), or a key set by its version (D2).
[[nodiscard]] CommandResult remove(CommandContext& context, const CommandApdu& command);

/// LOAD, GPCS §11.6: refused, there is no engine for executable code.
[[nodiscard]] CommandResult load(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::global_platform
