#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands::gsm {

/// SELECT, TS 51.011 §8.1 and §6.5: by FID, from the current directory. ADFs and what lies in them
/// cannot be reached, nor can BER-TLV EFs, which class A0 has no response for.
/// 9810 for a file that is not shareable and current on another channel, and for anything but the
/// MF of a card that is terminated.
CommandResult select(CommandContext& context, const CommandApdu& command);

/// STATUS, TS 51.011 §8.2: the response of the current directory, or as much of it as Le wants.
CommandResult status(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands::gsm
