#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.4.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name         fid          sfi     structure    size  n  read update initial content services
    {"EF.MExE-ST", Fid{0x4F40}, no_sfi, Transparent,   0, 0, Pin, Adm,   "00...00",      ust(41)},
    {"EF.ORPK",    Fid{0x4F41}, no_sfi, LinearFixed,   0, 0, Pin, Adm,   {},             ust(41)},
    {"EF.ARPK",    Fid{0x4F42}, no_sfi, LinearFixed,   0, 0, Pin, Adm,   {},             ust(41)},
    {"EF.TPRPK",   Fid{0x4F43}, no_sfi, LinearFixed,   0, 0, Pin, Adm,   {},             ust(41)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_mexe() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
