#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// CREATE FILE, TS 102 222 §6.3: a DF, ADF or EF in the current directory, which becomes current.
CommandResult create_file(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
