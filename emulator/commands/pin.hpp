#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

CommandResult verify_pin(CommandContext& context,
                         const CommandApdu& command); ///< TS 102 221 §11.1.9
CommandResult change_pin(CommandContext& context, const CommandApdu& command);  ///< §11.1.10
CommandResult disable_pin(CommandContext& context, const CommandApdu& command); ///< §11.1.11
CommandResult enable_pin(CommandContext& context, const CommandApdu& command);  ///< §11.1.12
CommandResult unblock_pin(CommandContext& context, const CommandApdu& command); ///< §11.1.13

} // namespace uicc::emulator::commands
