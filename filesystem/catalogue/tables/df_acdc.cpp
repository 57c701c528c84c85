#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.9; EF.ACDC_LIST is transparent and has SFI 01, §4.4.9.2.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name           fid          sfi       structure    size  n  read update initial content services
    {"EF.ACDC_LIST", Fid{0x4F01}, 0x01_sfi, Transparent,   0, 0, Pin, Adm,   {},             ust(108)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_acdc() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
