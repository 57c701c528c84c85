#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// GET CHALLENGE, TS 102 221 §11.1.15: Le random octets.
CommandResult get_challenge(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
