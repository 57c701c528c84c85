#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// RESIZE FILE, TS 102 222 §6.10: the current EF or one in the current directory gets another size,
/// record count or maximum. P2 00 keeps what has room, 01 begins anew.
CommandResult resize_file(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
