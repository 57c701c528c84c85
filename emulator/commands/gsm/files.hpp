#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands::gsm {

/// READ BINARY, TS 51.011 §8.3; P1 and P2 are an offset of 16 bits.
CommandResult read_binary(CommandContext& context, const CommandApdu& command);

/// UPDATE BINARY, TS 51.011 §8.4.
CommandResult update_binary(CommandContext& context, const CommandApdu& command);

/// READ RECORD, TS 51.011 §8.5; without an SFI in P2.
CommandResult read_record(CommandContext& context, const CommandApdu& command);

/// UPDATE RECORD, TS 51.011 §8.6.
CommandResult update_record(CommandContext& context, const CommandApdu& command);

/// INCREASE, TS 51.011 §8.8: adds to the newest record of a cyclic EF, the sum becomes the newest.
/// 9850 when it has no room for the sum.
CommandResult increase(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands::gsm
