#pragma once

#include "emulator/apdu/class_byte.hpp"
#include "emulator/card/command_spec.hpp"

#include <span>

namespace uicc::emulator {

/// The row that serves a command; 6E00 when no row has its class, 6D00 when none its instruction.
[[nodiscard]] Result<const CommandSpec*, StatusWord> find_command(
    std::span<const CommandSpec> table, const CommandApdu& command);

/// Runs a command by its row: data, target file, handler.
[[nodiscard]] CommandResult execute(const CommandSpec& row,
                                    CommandContext& context,
                                    const CommandApdu& command);

} // namespace uicc::emulator
