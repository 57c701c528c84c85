#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// MANAGE CHANNEL, TS 102 221 §11.1.17: open with the card's or the terminal's number, close.
CommandResult manage_channel(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
