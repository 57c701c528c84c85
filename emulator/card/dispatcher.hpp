#pragma once

#include "emulator/apdu/class_byte.hpp"
#include "emulator/card/command_spec.hpp"

#include <span>

namespace uicc::emulator {

/// The row that serves a command; 6E00 when no row has its class, 6D00 when none its instruction.
[[nodiscard]] Result<const CommandSpec*, StatusWord> find_command(
    std::span<const CommandSpec> table, const CommandApdu& command);

/// What a command calls a status word: class A0 has words of its own.
struct OwnWords {
    CommandClass cla{};

    [[nodiscard]] StatusWord operator()(StatusWord status) const noexcept;
};

/// Settles what the row of a command asks for before its handler runs: data, target file. In class
/// A0 the main application becomes the active one, and nothing inside an ADF is current.
[[nodiscard]] Result<void, StatusWord> prepare(const CommandSpec& row,
                                               CommandContext& context,
                                               const CommandApdu& command);

} // namespace uicc::emulator
