#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.10.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name       fid          sfi     structure    size  n  read update initial content services
    {"EF.TVUSD", Fid{0x4F01}, no_sfi, LinearFixed,   0, 0, Pin, Adm,   {},             ust(116)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_tv() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
