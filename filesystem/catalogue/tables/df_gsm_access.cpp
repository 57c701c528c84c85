#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.3.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name         fid          sfi       structure    size  n  read update initial content services traits
    {"EF.Kc",      Fid{0x4F20}, 0x01_sfi, Transparent,   9, 0, Pin, Pin,   "FF...FF07",    ust(27), busy},
    {"EF.KcGPRS",  Fid{0x4F52}, 0x02_sfi, Transparent,   9, 0, Pin, Pin,   "FF...FF07",    ust(27), busy},
    {"EF.CPBCCH",  Fid{0x4F63}, no_sfi,   Transparent,  10, 0, Pin, Pin,   {},             ust(39), busy},
    {"EF.InvScan", Fid{0x4F64}, no_sfi,   Transparent,   1, 0, Pin, Adm,   "00",           ust(40)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_gsm_access() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
