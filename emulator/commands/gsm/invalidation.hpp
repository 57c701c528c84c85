#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands::gsm {

/// INVALIDATE, TS 51.011 §8.14: the current EF is deactivated; 9810 when it is not activated, or a
/// directory that it lies in is deactivated or terminated.
CommandResult invalidate(CommandContext& context, const CommandApdu& command);

/// REHABILITATE, TS 51.011 §8.15: the current EF is activated again; 9810 when it is not
/// deactivated, and as above.
CommandResult rehabilitate(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands::gsm
