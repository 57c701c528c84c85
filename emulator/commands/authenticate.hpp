#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// AUTHENTICATE, TS 102 221 §11.1.16, handed to the application of the channel.
CommandResult authenticate(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
