#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// READ BINARY, TS 102 221 §11.1.3.
CommandResult read_binary(CommandContext& context, const CommandApdu& command);

/// UPDATE BINARY, TS 102 221 §11.1.4.
CommandResult update_binary(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
