#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.8; FF in EF.PST would announce every service.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name                       fid          sfi       structure    size  n  read update initial content
    {"EF.PROSE_MON",             Fid{0x4F01}, 0x01_sfi, LinearFixed,   0, 0, Pin, Adm},
    {"EF.PROSE_ANN",             Fid{0x4F02}, 0x02_sfi, LinearFixed,   0, 0, Pin, Adm},
    {"EF.PROSEFUNC",             Fid{0x4F03}, 0x03_sfi, LinearFixed,   0, 0, Pin, Adm},
    {"EF.PROSE_RADIO_COM",       Fid{0x4F04}, 0x04_sfi, Transparent,   0, 0, Pin, Adm},
    {"EF.PROSE_RADIO_MON",       Fid{0x4F05}, 0x05_sfi, Transparent,   0, 0, Pin, Adm},
    {"EF.PROSE_RADIO_ANN",       Fid{0x4F06}, 0x06_sfi, Transparent,   0, 0, Pin, Adm},
    {"EF.PROSE_POLICY",          Fid{0x4F07}, 0x07_sfi, LinearFixed,   0, 0, Pin, Adm},
    {"EF.PROSE_PLMN",            Fid{0x4F08}, 0x08_sfi, LinearFixed,   0, 0, Pin, Adm},
    {"EF.PROSE_GC",              Fid{0x4F09}, 0x09_sfi, Transparent,   0, 0, Pin, Pin},
    {"EF.PST",                   Fid{0x4F10}, 0x10_sfi, Transparent,   0, 0, Pin, Adm,   "00...00"},
    {"EF.UIRC",                  Fid{0x4F11}, 0x11_sfi, Transparent,   0, 0, Pin, Adm},
    {"EF.PROSE_GM_DISCOVERY",    Fid{0x4F12}, 0x12_sfi, LinearFixed,   0, 0, Pin, Adm},
    {"EF.PROSE_RELAY",           Fid{0x4F13}, 0x13_sfi, LinearFixed,   0, 0, Pin, Adm},
    {"EF.PROSE_RELAY_DISCOVERY", Fid{0x4F14}, 0x14_sfi, Transparent,   0, 0, Pin, Adm},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_prose() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
