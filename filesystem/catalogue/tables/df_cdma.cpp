#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// 3GPP2 C.S0023-D §3.4; EF.CST as EF.SST of DF.GSM.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name     fid          sfi     structure    size   n  read    update initial content
    {"EF.CST", Fid{0x6F32}, no_sfi, Transparent,  16,  0, Pin,    Adm,   "00...00"},
    {"EF.SMS", Fid{0x6F3C}, no_sfi, LinearFixed, 255, 10, Pin,    Pin},
    {"EF.SPN", Fid{0x6F41}, no_sfi, Transparent,  35,  0, Always, Adm},
    {"EF.AD",  Fid{0x6F43}, no_sfi, Transparent,   3,  0, Always, Adm},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_cdma() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
