#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// DEACTIVATE FILE, TS 102 221 §11.1.14: the current EF, or the file that FID or path name.
CommandResult deactivate_file(CommandContext& context, const CommandApdu& command);

/// ACTIVATE FILE, TS 102 221 §11.1.15: also ends creation and initialisation.
CommandResult activate_file(CommandContext& context, const CommandApdu& command);

/// TERMINATE EF, TS 102 222 §6.8: the current EF, or the one that FID or path name; for good.
CommandResult terminate_ef(CommandContext& context, const CommandApdu& command);

/// TERMINATE DF, TS 102 222 §6.7: the current directory, or the one that FID or path name.
CommandResult terminate_df(CommandContext& context, const CommandApdu& command);

/// TERMINATE CARD USAGE, TS 102 222 §6.9: afterwards only SELECT of the MF is answered.
CommandResult terminate_card_usage(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
