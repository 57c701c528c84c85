#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// GSM-R SIM, FFFIS for GSM-R SIM cards. The tables at hand leave access conditions out: reading
// asks for PIN as everywhere in DF.GSM, the network operator writes, except for the functional
// numbers that the terminal registers.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name            fid          sfi     structure    size  n  read update
    {"EF.NW",         Fid{0x6F80}, no_sfi, LinearFixed,   8, 0, Pin, Adm},
    {"EF.5to8digits", Fid{0x6F81}, no_sfi, Transparent,   4, 0, Pin, Adm},
    {"EF.2digits",    Fid{0x6F82}, no_sfi, Transparent,   4, 0, Pin, Adm},
    {"EF.8digits",    Fid{0x6F83}, no_sfi, Transparent,   4, 0, Pin, Adm},
    {"EF.9digits",    Fid{0x6F84}, no_sfi, Transparent,   4, 0, Pin, Adm},
    {"EF.SSSSS",      Fid{0x6F85}, no_sfi, Transparent,   4, 0, Pin, Adm},
    {"EF.LLLLL",      Fid{0x6F86}, no_sfi, Transparent,   4, 0, Pin, Adm},
    {"EF.FreeNumber", Fid{0x6F87}, no_sfi, Transparent,   4, 0, Pin, Adm},
    {"EF.FC",         Fid{0x6F88}, no_sfi, LinearFixed,   3, 0, Pin, Adm},
    {"EF.Service",    Fid{0x6F89}, no_sfi, LinearFixed,   3, 0, Pin, Adm},
    {"EF.Call",       Fid{0x6F8A}, no_sfi, LinearFixed,   3, 0, Pin, Adm},
    {"EF.FctTeam",    Fid{0x6F8B}, no_sfi, LinearFixed,   3, 0, Pin, Adm},
    {"EF.Gateway",    Fid{0x6F8C}, no_sfi, LinearFixed,   3, 0, Pin, Adm},
    {"EF.IC",         Fid{0x6F8D}, no_sfi, LinearFixed,   7, 0, Pin, Adm},
    {"EF.CT",         Fid{0x6F8E}, no_sfi, LinearFixed,   6, 0, Pin, Adm},
    {"EF.SC",         Fid{0x6F8F}, no_sfi, LinearFixed,   6, 0, Pin, Adm},
    {"EF.Location",   Fid{0x6F91}, no_sfi, Transparent,   4, 0, Pin, Adm},
    {"EF.Controller", Fid{0x6F92}, no_sfi, LinearFixed,   3, 0, Pin, Adm},
    {"EF.FN",         Fid{0x6FF1}, no_sfi, LinearFixed,   9, 0, Pin, Pin},
    {"EF.CallconfC",  Fid{0x6FF2}, no_sfi, Transparent,  24, 0, Pin, Adm},
    {"EF.CallconfI",  Fid{0x6FF3}, no_sfi, LinearFixed,  21, 0, Pin, Adm},
    {"EF.Shunting",   Fid{0x6FF4}, no_sfi, Transparent,   8, 0, Pin, Adm},
    {"EF.GsmrPLMN",   Fid{0x6FF5}, no_sfi, LinearFixed,   9, 0, Pin, Adm},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_eirene() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
