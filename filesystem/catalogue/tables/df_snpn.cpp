#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.12.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name          fid          sfi       structure    size  n  read    update initial content services
    {"EF.PWS_SNPN", Fid{0x4F01}, 0x01_sfi, Transparent,   1, 0, Always, Adm,   "00...00",      ust(143)},
    {"EF.NID",      Fid{0x4F02}, 0x02_sfi, LinearFixed,   6, 1, Pin,    Adm,   {},             ust(146)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_snpn() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
