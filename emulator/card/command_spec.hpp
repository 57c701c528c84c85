#pragma once

#include "emulator/apdu/command_apdu.hpp"
#include "emulator/apdu/response_apdu.hpp"
#include "emulator/card/file_access.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace uicc::emulator {

/// Class byte ranges in the notation of TS 102 221 Table 10.5.
enum class CommandClass {
    Cla0X4X6X, ///< inter-industry, logical channel in the low bits
    Cla8XCXEX, ///< ETSI, logical channel in the low bits
    ClaA0,     ///< TS 51.011, on the basic channel
};

enum class CommandData { None, Required, Optional };

using CommandHandler = CommandResult (*)(CommandContext&, const CommandApdu&);

/// How a command stands to the secure channel of its logical channel.
enum class ChannelUse {
    Ordinary, ///< in a session only with its protection
    Begins,   ///< establishes a session, and ends the one there is
    Beside,   ///< touches none
};

/// One row of a command table: everything the dispatcher checks before the handler runs.
struct CommandSpec {
    std::string_view name;
    CommandClass cla{};
    Instruction ins{};
    CommandData data{};
    std::optional<EfTarget> target{};
    CommandHandler handler = nullptr;
    ChannelUse channel_use = ChannelUse::Ordinary;
};

} // namespace uicc::emulator
