#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// TERMINAL CAPABILITY, TS 102 221 §11.1.19: taken note of before the first application session.
CommandResult terminal_capability(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
