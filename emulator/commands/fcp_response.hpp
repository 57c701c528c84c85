#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// FCP of a file with the warning that its life cycle calls for: 6283 deactivated, 6285 terminated.
/// Also what STATUS answers. TS 102 221 §11.1.1.3.
[[nodiscard]] ResponseApdu fcp_response(const CommandContext& context, filesystem::FileIndex file);

/// The same status without data.
[[nodiscard]] StatusWord selection_status(const CommandContext& context,
                                          filesystem::FileIndex file);

} // namespace uicc::emulator::commands
