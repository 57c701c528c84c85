#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands::gsm {

/// RUN GSM ALGORITHM, TS 51.011 §8.16: RAND in, SRES and Kc out. DF.GSM or a DF below it is
/// current, and CHV1 is verified, as is the PIN of the application whose keys they are; else 9804.
/// 9810 where that DF, or the application, is deactivated or terminated.
CommandResult run_gsm_algorithm(CommandContext& context, const CommandApdu& command);

/// SLEEP, TS 51.011 §8.17: of Phase 1, without any effect.
CommandResult sleep(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands::gsm
