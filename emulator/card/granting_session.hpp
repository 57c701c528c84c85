#pragma once

#include "emulator/card/command_context.hpp"
#include "filesystem/access_rule.hpp"

#include <string>

namespace uicc::emulator {

/// The secure channel session of the least level in which an operation that is denied now would be
/// granted, "an SCP03 session at level 33"; empty when the keys of the channel open none.
[[nodiscard]] std::string granting_session(const CommandContext& context,
                                           filesystem::FileIndex file,
                                           const filesystem::Operation& operation);

} // namespace uicc::emulator
