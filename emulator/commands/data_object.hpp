#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// RETRIEVE DATA, TS 102 221 §11.3.1: an object of a BER-TLV EF, or the list of all tags, in blocks
/// that end with 62F1 while there is more.
CommandResult retrieve_data(CommandContext& context, const CommandApdu& command);

/// SET DATA, TS 102 221 §11.3.2: makes, replaces or deletes an object of a BER-TLV EF, in blocks
/// that are answered with 63F1 while there has to be more.
CommandResult set_data(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
