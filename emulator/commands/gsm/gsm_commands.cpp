#include "emulator/commands/gsm/gsm_commands.hpp"

#include "emulator/commands/gsm/algorithm.hpp"
#include "emulator/commands/gsm/chv.hpp"
#include "emulator/commands/gsm/directory.hpp"
#include "emulator/commands/gsm/files.hpp"
#include "emulator/commands/gsm/invalidation.hpp"
#include "emulator/commands/gsm/seek.hpp"

#include <array>

namespace uicc::emulator::commands::gsm {
namespace {

using enum CommandClass;
using enum CommandData;
using filesystem::AccessMode;

constexpr std::optional<EfTarget> no_file = std::nullopt;

constexpr EfTarget binary(AccessMode access)
{
    return {EfTarget::SfiPosition::None, EfTarget::Structure::Transparent, access};
}

constexpr EfTarget record(AccessMode access)
{
    return {EfTarget::SfiPosition::None, EfTarget::Structure::Records, access};
}

constexpr EfTarget cyclic(AccessMode access)
{
    return {EfTarget::SfiPosition::None, EfTarget::Structure::Cyclic, access};
}

constexpr auto rows = std::to_array<CommandSpec>({
    // clang-format off
    // name                class  INS                data      works on                      handler
    {"SELECT",             ClaA0, Instruction{0xA4}, Required, no_file,                      select},
    {"STATUS",             ClaA0, Instruction{0xF2}, None,     no_file,                      status},
    {"READ BINARY",        ClaA0, Instruction{0xB0}, None,     binary(AccessMode::Read),     read_binary},
    {"UPDATE BINARY",      ClaA0, Instruction{0xD6}, Required, binary(AccessMode::Update),   update_binary},
    {"READ RECORD",        ClaA0, Instruction{0xB2}, None,     record(AccessMode::Read),     read_record},
    {"UPDATE RECORD",      ClaA0, Instruction{0xDC}, Required, record(AccessMode::Update),   update_record},
    {"SEEK",               ClaA0, Instruction{0xA2}, Required, record(AccessMode::Read),     seek},
    {"INCREASE",           ClaA0, Instruction{0x32}, Required, cyclic(AccessMode::Increase), increase},
    {"VERIFY CHV",         ClaA0, Instruction{0x20}, Required, no_file,                      verify_chv},
    {"CHANGE CHV",         ClaA0, Instruction{0x24}, Required, no_file,                      change_chv},
    {"DISABLE CHV",        ClaA0, Instruction{0x26}, Required, no_file,                      disable_chv},
    {"ENABLE CHV",         ClaA0, Instruction{0x28}, Required, no_file,                      enable_chv},
    {"UNBLOCK CHV",        ClaA0, Instruction{0x2C}, Required, no_file,                      unblock_chv},
    {"INVALIDATE",         ClaA0, Instruction{0x04}, None,     no_file,                      invalidate},
    {"REHABILITATE",       ClaA0, Instruction{0x44}, None,     no_file,                      rehabilitate},
    {"RUN GSM ALGORITHM",  ClaA0, Instruction{0x88}, Required, no_file,                      run_gsm_algorithm},
    {"SLEEP",              ClaA0, Instruction{0xFA}, None,     no_file,                      sleep},
    // clang-format on
});

} // namespace

std::span<const CommandSpec> gsm_commands()
{
    return rows;
}

} // namespace uicc::emulator::commands::gsm
