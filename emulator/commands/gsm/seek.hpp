#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands::gsm {

/// SEEK, TS 51.011 §8.7: the first record of a linear fixed EF that begins with the pattern, of
/// 1 to 16 octets, becomes current. Type 2 answers its number. 9404 when there is none.
CommandResult seek(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands::gsm
