#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 102 310.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name           fid          sfi     structure    size  n  read update initial content services traits
    {"EF.EAPKEYS",   Fid{0x4F01}, no_sfi, Transparent,   0, 0, Pin, Adm,   {},             {},      busy},
    {"EF.EAPSTATUS", Fid{0x4F02}, no_sfi, Transparent,   1, 0, Pin, Adm,   "00",           {},      busy},
    {"EF.PUId",      Fid{0x4F03}, no_sfi, Transparent,   0, 0, Pin, Adm},
    {"EF.Ps",        Fid{0x4F04}, no_sfi, Transparent,   0, 0, Pin, Pin,   {},             {},      busy},
    {"EF.CurID",     Fid{0x4F20}, no_sfi, Transparent,   0, 0, Pin, Pin,   {},             {},      busy},
    {"EF.RelID",     Fid{0x4F21}, no_sfi, Transparent,   0, 0, Pin, Pin},
    {"EF.Realm",     Fid{0x4F22}, no_sfi, Transparent,   0, 0, Pin, Pin},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_eap() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
