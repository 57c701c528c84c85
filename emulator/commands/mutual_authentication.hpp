#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// EXTERNAL and MUTUAL AUTHENTICATE, ISO/IEC 7816-4 §11.5, right behind GET CHALLENGE: P2 is the
/// version of the messaging keys (00: the first). What the data are, their size tells: with a
/// mutual authentication a session of secure messaging begins.
[[nodiscard]] CommandResult authenticate_terminal(CommandContext& context,
                                                  const CommandApdu& command);

} // namespace uicc::emulator::commands
