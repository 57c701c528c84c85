#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// SELECT, TS 102 221 §11.1.1.
CommandResult select(CommandContext& context, const CommandApdu& command);

/// The file that a FID (P1 00) or a path from the MF (08) or the current DF (09) leads to, found as
/// SELECT does. Errors: 6700, 6A82, 6A86.
[[nodiscard]] Result<filesystem::FileIndex, StatusWord> find_file(const CommandContext& context,
                                                                  const CommandApdu& command);

} // namespace uicc::emulator::commands
