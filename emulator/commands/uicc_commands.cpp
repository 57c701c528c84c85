#include "emulator/commands/uicc_commands.hpp"

#include "emulator/commands/authenticate.hpp"
#include "emulator/commands/authenticate_odd.hpp"
#include "emulator/commands/binary.hpp"
#include "emulator/commands/challenge.hpp"
#include "emulator/commands/create_file.hpp"
#include "emulator/commands/data_object.hpp"
#include "emulator/commands/delete_file.hpp"
#include "emulator/commands/increase.hpp"
#include "emulator/commands/life_cycle.hpp"
#include "emulator/commands/manage_channel.hpp"
#include "emulator/commands/mutual_authentication.hpp"
#include "emulator/commands/pin.hpp"
#include "emulator/commands/record.hpp"
#include "emulator/commands/resize_file.hpp"
#include "emulator/commands/search_record.hpp"
#include "emulator/commands/secure_channel.hpp"
#include "emulator/commands/select.hpp"
#include "emulator/commands/status.hpp"
#include "emulator/commands/suspension.hpp"
#include "emulator/commands/terminal_capability.hpp"

#include <array>

namespace uicc::emulator::commands {
namespace {

using enum ChannelUse;
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

constexpr EfTarget cyclic(AccessMode access)
{
    return {EfTarget::SfiPosition::P1, EfTarget::Structure::Cyclic, access};
}

constexpr EfTarget objects(AccessMode access)
{
    return {EfTarget::SfiPosition::LowP2, EfTarget::Structure::BerTlv, access};
}

constexpr auto rows = std::to_array<CommandSpec>({
    // clang-format off
    // name                   class      INS                data      works on                    handler                channel
    {"SELECT",                Cla0X4X6X, Instruction{0xA4}, Optional, no_file,                    select,                Ordinary},
    {"STATUS",                Cla8XCXEX, Instruction{0xF2}, None,     no_file,                    status,                Ordinary},
    {"READ BINARY",           Cla0X4X6X, Instruction{0xB0}, None,     binary(AccessMode::Read),   read_binary,           Ordinary},
    {"UPDATE BINARY",         Cla0X4X6X, Instruction{0xD6}, Required, binary(AccessMode::Update), update_binary,         Ordinary},
    {"READ RECORD",           Cla0X4X6X, Instruction{0xB2}, None,     record(AccessMode::Read),   read_record,           Ordinary},
    {"UPDATE RECORD",         Cla0X4X6X, Instruction{0xDC}, Required, record(AccessMode::Update), update_record,         Ordinary},
    {"SEARCH RECORD",         Cla0X4X6X, Instruction{0xA2}, Required, record(AccessMode::Read),   search_record,         Ordinary},
    {"INCREASE",              Cla8XCXEX, Instruction{0x32}, Required, cyclic(AccessMode::Increase), increase,             Ordinary},
    {"RETRIEVE DATA",         Cla8XCXEX, Instruction{0xCB}, Optional, objects(AccessMode::Read),  retrieve_data,         Ordinary},
    {"SET DATA",              Cla8XCXEX, Instruction{0xDB}, Required, objects(AccessMode::Update), set_data,             Ordinary},
    {"DEACTIVATE FILE",       Cla0X4X6X, Instruction{0x04}, Optional, no_file,                    deactivate_file,       Ordinary},
    {"ACTIVATE FILE",         Cla0X4X6X, Instruction{0x44}, Optional, no_file,                    activate_file,         Ordinary},
    {"CREATE FILE",           Cla0X4X6X, Instruction{0xE0}, Required, no_file,                    create_file,           Ordinary},
    {"DELETE FILE",           Cla0X4X6X, Instruction{0xE4}, Required, no_file,                    delete_file,           Ordinary},
    {"RESIZE FILE",           Cla8XCXEX, Instruction{0xD4}, Required, no_file,                    resize_file,           Ordinary},
    {"TERMINATE DF",          Cla0X4X6X, Instruction{0xE6}, Optional, no_file,                    terminate_df,          Ordinary},
    {"TERMINATE EF",          Cla0X4X6X, Instruction{0xE8}, Optional, no_file,                    terminate_ef,          Ordinary},
    {"TERMINATE CARD USAGE",  Cla0X4X6X, Instruction{0xFE}, None,     no_file,                    terminate_card_usage,  Ordinary},
    {"VERIFY PIN",            Cla0X4X6X, Instruction{0x20}, Optional, no_file,                    verify_pin,            Ordinary},
    {"CHANGE PIN",            Cla0X4X6X, Instruction{0x24}, Required, no_file,                    change_pin,            Ordinary},
    {"DISABLE PIN",           Cla0X4X6X, Instruction{0x26}, Required, no_file,                    disable_pin,           Ordinary},
    {"ENABLE PIN",            Cla0X4X6X, Instruction{0x28}, Required, no_file,                    enable_pin,            Ordinary},
    {"UNBLOCK PIN",           Cla0X4X6X, Instruction{0x2C}, Optional, no_file,                    unblock_pin,           Ordinary},
    {"GET CHALLENGE",         Cla0X4X6X, Instruction{0x84}, None,     no_file,                    get_challenge,         Ordinary},
    {"EXTERNAL AUTHENTICATE", Cla0X4X6X, Instruction{0x82}, Required, no_file,                    authenticate_terminal, Begins},
    {"AUTHENTICATE",          Cla0X4X6X, Instruction{0x88}, Required, no_file,                    authenticate,          Ordinary},
    {"AUTHENTICATE",          Cla0X4X6X, Instruction{0x89}, Optional, no_file,                    authenticate_odd,      Ordinary},
    {"MANAGE CHANNEL",        Cla0X4X6X, Instruction{0x70}, None,     no_file,                    manage_channel,        Beside},
    {"TERMINAL CAPABILITY",   Cla8XCXEX, Instruction{0xAA}, Required, no_file,                    terminal_capability,   Ordinary},
    {"SUSPEND UICC",          Cla8XCXEX, Instruction{0x76}, Required, no_file,                    suspend_uicc,          Ordinary},
    {"INITIALIZE UPDATE",     Cla8XCXEX, Instruction{0x50}, Required, no_file,                    initialize_update,     Begins},
    {"EXTERNAL AUTHENTICATE", Cla8XCXEX, Instruction{0x82}, Required, no_file,                    external_authenticate, Begins},
    {"BEGIN R-MAC SESSION",   Cla8XCXEX, Instruction{0x7A}, Optional, no_file,                    begin_r_mac_session,   Ordinary},
    {"END R-MAC SESSION",     Cla8XCXEX, Instruction{0x78}, None,     no_file,                    end_r_mac_session,     Ordinary},
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
