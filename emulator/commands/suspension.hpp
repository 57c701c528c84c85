#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// SUSPEND UICC, TS 102 221 §11.1.22: P1 00 keeps selections and verified PINs for a time without
/// power, P1 01 takes them up again. A card whose EF.UMPC (§13.6) does not offer it does not know
/// the instruction.
[[nodiscard]] CommandResult suspend_uicc(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
