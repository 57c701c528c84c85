#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// 3GPP2 C.S0074-A.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name          fid          sfi       structure    size  n  read update
    {"EF.MLPL",     Fid{0x4F20}, 0x01_sfi, Transparent,   0, 0, Pin, Adm},
    {"EF.MSPL",     Fid{0x4F21}, 0x02_sfi, Transparent,   0, 0, Pin, Adm},
    {"EF.MMSSMODE", Fid{0x4F22}, 0x03_sfi, Transparent,   1, 0, Pin, Adm},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_mmss() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
