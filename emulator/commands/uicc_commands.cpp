#include "emulator/commands/uicc_commands.hpp"

#include "emulator/commands/authenticate.hpp"
#include "emulator/commands/binary.hpp"
#include "emulator/commands/challenge.hpp"
#include "emulator/commands/manage_channel.hpp"
#include "emulator/commands/pin.hpp"
#include "emulator/commands/record.hpp"
#include "emulator/commands/search_record.hpp"
#include "emulator/commands/select.hpp"
#include "emulator/commands/status.hpp"
#include "emulator/commands/terminal_capability.hpp"

#include <array>

namespace uicc::emulator::commands {
namespace {

using enum CommandClass;
using enum CommandData;
using filesystem::AccessMode;

constexpr std::optional<EfTarget> no_file = std::nullopt;

constexpr EfTarget binary(AccessMode access)
{
    return {EfTarget::SfiPosition::P1, EfTarget::Structure::Transparent, access};
}

constexpr EfTarget record(AccessMode access)
{
    return {EfTarget::SfiPosition::P2, EfTarget::Structure::Records, access};
}

constexpr auto rows = std::to_array<CommandSpec>({
    // clang-format off
    // name                 class      INS                data      works on                    handler
    {"SELECT",              Cla0X4X6X, Instruction{0xA4}, Optional, no_file,                    select},
    {"STATUS",              Cla8XCXEX, Instruction{0xF2}, None,     no_file,                    status},
    {"READ BINARY",         Cla0X4X6X, Instruction{0xB0}, None,     binary(AccessMode::Read),   read_binary},
    {"UPDATE BINARY",       Cla0X4X6X, Instruction{0xD6}, Required, binary(AccessMode::Update), update_binary},
    {"READ RECORD",         Cla0X4X6X, Instruction{0xB2}, None,     record(AccessMode::Read),   read_record},
    {"UPDATE RECORD",       Cla0X4X6X, Instruction{0xDC}, Required, record(AccessMode::Update), update_record},
    {"SEARCH RECORD",       Cla0X4X6X, Instruction{0xA2}, Required, record(AccessMode::Read),   search_record},
    {"VERIFY PIN",          Cla0X4X6X, Instruction{0x20}, Optional, no_file,                    verify_pin},
    {"CHANGE PIN",          Cla0X4X6X, Instruction{0x24}, Required, no_file,                    change_pin},
    {"DISABLE PIN",         Cla0X4X6X, Instruction{0x26}, Required, no_file,                    disable_pin},
    {"ENABLE PIN",          Cla0X4X6X, Instruction{0x28}, Required, no_file,                    enable_pin},
    {"UNBLOCK PIN",         Cla0X4X6X, Instruction{0x2C}, Optional, no_file,                    unblock_pin},
    {"GET CHALLENGE",       Cla0X4X6X, Instruction{0x84}, None,     no_file,                    get_challenge},
    {"AUTHENTICATE",        Cla0X4X6X, Instruction{0x88}, Required, no_file,                    authenticate},
    {"MANAGE CHANNEL",      Cla0X4X6X, Instruction{0x70}, None,     no_file,                    manage_channel, ChannelUse::Beside},
    {"TERMINAL CAPABILITY", Cla8XCXEX, Instruction{0xAA}, Required, no_file,                    terminal_capability},
    // clang-format on
});

consteval bool no_two_rows_match_the_same_command()
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = i + 1; j < rows.size(); ++j) {
            if (rows[i].cla == rows[j].cla && rows[i].ins == rows[j].ins) {
                return false;
            }
        }
    }
    return true;
}
static_assert(no_two_rows_match_the_same_command());

} // namespace

std::span<const CommandSpec> uicc_commands()
{
    return rows;
}

} // namespace uicc::emulator::commands
