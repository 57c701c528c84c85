#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// Configuration data of the launch pad, TS 102 221 §13.5; EF.LAUNCHPAD names the icons, their range
// is that of the interoperable profile.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name           fid          sfi     structure    size  n  read update initial content services traits
    {"EF.LAUNCHPAD", Fid{0x6F01}, no_sfi, Transparent,   0, 0, Pin, Adm},
    {"EF.ICON",      Fid{0x6F40}, no_sfi, Transparent,   0, 0, Pin, Adm,   {},             {},      {.last_fid = Fid{0x6F7F}}},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_cd() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
