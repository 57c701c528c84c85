#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// INCREASE, TS 102 221 §11.1.8: the newest record of a cyclic EF and the value give a new record.
CommandResult increase(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
