#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 102 221 §13.1 to §13.6; EF.ATR: ISO/IEC 7816-4, the place of the extended length
// information 7F66.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name       fid          sfi       structure    size  n  read    update initial content services traits
    {"EF.DIR",   Fid{0x2F00}, 0x1E_sfi, LinearFixed,  54, 0, Always, Adm,   {},             {},      mandatory},
    {"EF.ICCID", Fid{0x2FE2}, 0x02_sfi, Transparent,  10, 0, Always, Never, {},             {},      mandatory},
    {"EF.PL",    Fid{0x2F05}, 0x05_sfi, Transparent,   2, 0, Always, Pin,   {},             {},      mandatory},
    {"EF.ARR",   Fid{0x2F06}, 0x06_sfi, LinearFixed,   0, 0, Always, Adm,   {},             {},      mandatory},
    {"EF.UMPC",  Fid{0x2F08}, 0x08_sfi, Transparent,   5, 0, Always, Adm},
    {"EF.ATR",   Fid{0x2F01}, no_sfi,   Transparent,   0, 0, Always, Adm},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> mf() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
