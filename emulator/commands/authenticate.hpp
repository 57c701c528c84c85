#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// 6985 without an application on the channel that has commands of its own.
[[nodiscard]] Result<void, StatusWord> require_authenticating_application(
    const CommandContext& context);

/// The PIN of the active application, TS 31.102 §7.1.1.1: the first application PIN that it lists;
/// 6982 while it is not verified.
[[nodiscard]] Result<void, StatusWord> require_application_pin(const CommandContext& context);

/// AUTHENTICATE, TS 102 221 §11.1.16, handed to the application of the channel.
CommandResult authenticate(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands
