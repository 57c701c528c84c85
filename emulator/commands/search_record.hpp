#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// SEARCH RECORD, simple and enhanced, TS 102 221 §11.1.7.
CommandResult search_record(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
