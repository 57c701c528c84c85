#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.6.3.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name      fid          sfi     structure size  n  read update initial content services
    {"EF.MML",  Fid{0x4F47}, no_sfi, BerTlv,     0, 0, Pin, Pin,   {},             ust(67)},
    {"EF.MMDF", Fid{0x4F48}, no_sfi, BerTlv,     0, 0, Pin, Pin,   {},             ust(67)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_multimedia() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
