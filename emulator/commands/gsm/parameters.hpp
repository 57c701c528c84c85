#pragma once

#include "emulator/apdu/gsm_status_word.hpp"
#include "emulator/card/command_context.hpp"

#include <fmt/format.h>

namespace uicc::emulator::commands::gsm {

/// P1 and P2 are 00 in most commands of class A0; 6B00.
[[nodiscard]] inline Result<void, StatusWord> require_no_parameters(const CommandContext& context,
                                                                    const CommandApdu& command)
{
    if (command.p1 != 0 || command.p2 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 and P2 are 00");
    }
    return {};
}

/// P3 of a command with data; 67XX names the right one.
[[nodiscard]] inline Result<void, StatusWord> require_size(const CommandContext& context,
                                                           const CommandApdu& command,
                                                           std::size_t size)
{
    if (command.data.size() != size) {
        return context.refuse(
            sw::gsm::wrong_length(size),
            fmt::format("the data has {} octets, not {}", size, command.data.size()));
    }
    return {};
}

} // namespace uicc::emulator::commands::gsm
