#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// READ RECORD, TS 102 221 §11.1.5.
CommandResult read_record(CommandContext& context, const CommandApdu& command);

/// UPDATE RECORD, TS 102 221 §11.1.6.
CommandResult update_record(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
