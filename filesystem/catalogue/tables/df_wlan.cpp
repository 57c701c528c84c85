#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.5.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name           fid          sfi       structure    size  n  read update initial content services
    {"EF.Pseudo",    Fid{0x4F41}, 0x01_sfi, Transparent,   0, 0, Pin, Pin,   {},             ust(59)},
    {"EF.UPLMNWLAN", Fid{0x4F42}, 0x02_sfi, Transparent,   0, 0, Pin, Pin,   {},             ust(60)},
    {"EF.OPLMNWLAN", Fid{0x4F43}, 0x03_sfi, Transparent,   0, 0, Pin, Adm,   {},             ust(61)},
    {"EF.UWSIDL",    Fid{0x4F44}, 0x04_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             ust(62)},
    {"EF.OWSIDL",    Fid{0x4F45}, 0x05_sfi, LinearFixed,   0, 0, Pin, Adm,   {},             ust(63)},
    {"EF.WRI",       Fid{0x4F46}, 0x06_sfi, Transparent,   0, 0, Pin, Pin,   {},             ust(66)},
    {"EF.HWSIDL",    Fid{0x4F47}, 0x07_sfi, LinearFixed,   0, 0, Pin, Adm,   {},             ust(81)},
    {"EF.WEHPLMNPI", Fid{0x4F48}, 0x08_sfi, Transparent,   0, 0, Pin, Adm,   {},             ust(82)},
    {"EF.WHPI",      Fid{0x4F49}, 0x09_sfi, Transparent,   0, 0, Pin, Adm,   {},             ust(83)},
    {"EF.WLRPLMN",   Fid{0x4F4A}, 0x0A_sfi, Transparent,   0, 0, Pin, Pin,   {},             ust(84)},
    {"EF.HPLMNDAI",  Fid{0x4F4B}, 0x0B_sfi, Transparent,   0, 0, Pin, Adm,   {},             ust(88)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_wlan() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
