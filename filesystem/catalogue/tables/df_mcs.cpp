#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.6.4; the ISIM shares the DF, TS 31.103. Contents of EF.MST: Annex E.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name            fid          sfi       structure    size  n  read update initial content services
    {"EF.MST",        Fid{0x4F01}, 0x01_sfi, Transparent,   2, 0, Pin, Adm,   "00...00",      ust_or_ist(109, 15)},
    {"EF.MCS_CONFIG", Fid{0x4F02}, 0x02_sfi, BerTlv,        0, 0, Pin, Adm,   {},             ust_or_ist(109, 15)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_mcs() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
