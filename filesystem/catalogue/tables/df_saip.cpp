#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TCA interoperable profile: parameters for the SUCI calculation by the USIM, out of the
// terminal's reach.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name                fid          sfi       structure    size  n  read update initial content services
    {"EF.SUCI_Calc_Info", Fid{0x4F01}, 0x07_sfi, Transparent,   0, 0, Adm, Adm,   {},             ust(125)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_saip() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
