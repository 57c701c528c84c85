#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.14.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name              fid          sfi     structure    size  n  read update
    {"EF.5MBSUECONFIG", Fid{0x4F01}, no_sfi, Transparent,   0, 0, Pin, Adm},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_5mbsueconfig() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
