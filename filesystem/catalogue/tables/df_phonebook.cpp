#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.2, the same below DF.TELECOM and ADF.USIM. FIDs and SFIs of a phone book are
// chosen by its issuer and announced in EF.PBR; the ranges are those of the interoperable profile.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name       fid          sfi     structure    size  n  read update initial content services traits
    {"EF.PSC",   Fid{0x4F22}, no_sfi, Transparent,   4, 0, Pin, Pin,   "00000000"},
    {"EF.CC",    Fid{0x4F23}, no_sfi, Transparent,   2, 0, Pin, Pin,   "0000",         {},      busy},
    {"EF.PUID",  Fid{0x4F24}, no_sfi, Transparent,   2, 0, Pin, Pin,   "0000",         {},      busy},
    {"EF.PBR",   Fid{0x4F30}, no_sfi, LinearFixed,   0, 0, Pin, Adm,   {},             {},      mandatory},
    {"EF.EXT1",  Fid{0x4F38}, no_sfi, LinearFixed,  13, 0, Pin, Pin,   "00FF...FF",    {},      {.last_fid = Fid{0x4F3F}}},
    {"EF.AAS",   Fid{0x4F40}, no_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             {},      {.last_fid = Fid{0x4F47}}},
    {"EF.GAS",   Fid{0x4F48}, no_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             {},      {.last_fid = Fid{0x4F4F}}},
    {"EF.IAP",   Fid{0x4F50}, no_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             {},      {.last_fid = Fid{0x4F57}}},
    {"EF.ADN",   Fid{0x4F58}, no_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             {},      {.last_fid = Fid{0x4F5F}}},
    {"EF.PBC",   Fid{0x4F60}, no_sfi, LinearFixed,   2, 0, Pin, Pin,   "00...00",      {},      {.last_fid = Fid{0x4F67}}},
    {"EF.ANR",   Fid{0x4F68}, no_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             {},      {.last_fid = Fid{0x4F6F}}},
    {"EF.PURI",  Fid{0x4F70}, no_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             {},      {.last_fid = Fid{0x4F77}}},
    {"EF.EMAIL", Fid{0x4F78}, no_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             {},      {.last_fid = Fid{0x4F7F}}},
    {"EF.SNE",   Fid{0x4F80}, no_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             {},      {.last_fid = Fid{0x4F87}}},
    {"EF.UID",   Fid{0x4F88}, no_sfi, LinearFixed,   2, 0, Pin, Pin,   "0000",         {},      {.last_fid = Fid{0x4F8F}}},
    {"EF.GRP",   Fid{0x4F90}, no_sfi, LinearFixed,   0, 0, Pin, Pin,   "00...00",      {},      {.last_fid = Fid{0x4F97}}},
    {"EF.CCP1",  Fid{0x4F98}, no_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             {},      {.last_fid = Fid{0x4F9F}}},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_phonebook() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
