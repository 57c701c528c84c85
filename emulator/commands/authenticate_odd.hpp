#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// AUTHENTICATE with the odd instruction, TS 102 221 §11.1.16: a data object in blocks to the
/// application of the channel (63F1 for more, 62F3 once it has answered), its answer in blocks
/// back.
CommandResult authenticate_odd(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
