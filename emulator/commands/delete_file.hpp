#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// DELETE FILE, TS 102 222 §6.4: a file in the current directory, or that directory itself, and
/// everything below. No logical channel has it selected any longer.
CommandResult delete_file(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
