#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// STATUS, TS 102 221 §11.1.2.
CommandResult status(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
