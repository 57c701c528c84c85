#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.6.5. FF in EF.VST would announce every service, so none is the default.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name            fid          sfi       structure    size  n  read update initial content services
    {"EF.VST",        Fid{0x4F01}, 0x01_sfi, Transparent,   2, 0, Pin, Adm,   "00...00",      ust(119)},
    {"EF.V2X_CONFIG", Fid{0x4F02}, 0x02_sfi, BerTlv,        0, 0, Pin, Adm,   {},             ust(119)},
    {"EF.V2XP_PC5",   Fid{0x4F03}, no_sfi,   Transparent,   0, 0, Pin, Adm,   {},             ust(119)},
    {"EF.V2XP_Uu",    Fid{0x4F04}, no_sfi,   Transparent,   0, 0, Pin, Adm,   {},             ust(119)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_v2x() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
