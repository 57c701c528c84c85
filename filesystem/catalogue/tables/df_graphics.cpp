#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.6.1. EF.IMG announces the FIDs of the image instances; the ranges are those of the
// interoperable profile.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name              fid          sfi     structure    size  n  read    update initial content services traits
    {"EF.LAUNCH_SCWS",  Fid{0x4F01}, no_sfi, Transparent,   0, 0, Always, Adm},
    {"EF.IMG",          Fid{0x4F20}, no_sfi, LinearFixed,   0, 0, Pin,    Adm,   "00FF...FF"},
    {"EF.ICE_GRAPHICS", Fid{0x4F21}, no_sfi, BerTlv,        0, 0, Always, Pin,   {},             {},      {.deactivate = Pin, .activate = Pin}},
    {"EF.IIDF",         Fid{0x4F40}, no_sfi, Transparent,   0, 0, Pin,    Adm,   {},             {},      {.last_fid = Fid{0x4F7F}}},
    {"EF.ICON",         Fid{0x4F80}, no_sfi, Transparent,   0, 0, Always, Adm,   {},             {},      {.last_fid = Fid{0x4FBF}}},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_graphics() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
