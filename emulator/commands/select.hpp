#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// SELECT, TS 102 221 §11.1.1.
CommandResult select(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
