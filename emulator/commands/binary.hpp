#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// READ BINARY, TS 102 221 §11.1.3.
CommandResult read_binary(CommandContext& context, const CommandApdu& command);

/// UPDATE BINARY, TS 102 221 §11.1.4.
CommandResult update_binary(CommandContext& context, const CommandApdu& command);

/// The two from an offset that is known already.
CommandResult read_octets(const CommandContext& context,
                          std::size_t offset,
                          const CommandApdu& command);
CommandResult write_octets(CommandContext& context, std::size_t offset, ByteView octets);

} // namespace uicc::emulator::commands
