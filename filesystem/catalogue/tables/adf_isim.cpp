#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.103 §4.2; EF.IST: no service unless a profile names it.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name                  fid          sfi       structure    size   n  read    update initial content services       traits
    {"EF.IMPI",             Fid{0x6F02}, 0x02_sfi, Transparent,   0,  0, Pin,    Adm,   {},             {},            mandatory},
    {"EF.DOMAIN",           Fid{0x6F03}, 0x05_sfi, Transparent,   0,  0, Pin,    Adm,   {},             {},            mandatory},
    {"EF.IMPU",             Fid{0x6F04}, 0x04_sfi, LinearFixed,   0,  1, Pin,    Adm,   {},             {},            mandatory},
    {"EF.AD",               Fid{0x6FAD}, 0x03_sfi, Transparent,   3,  0, Always, Adm,   "000000",       {},            mandatory},
    {"EF.ARR",              Fid{0x6F06}, 0x06_sfi, LinearFixed,   0,  0, Always, Adm,   {},             {},            mandatory},
    {"EF.IST",              Fid{0x6F07}, 0x07_sfi, Transparent,  14,  0, Pin,    Adm,   "00...00",      {},            mandatory},
    {"EF.P-CSCF",           Fid{0x6F09}, no_sfi,   LinearFixed,   0,  1, Pin,    Adm,   {},             ist(1, 5)},
    {"EF.GBABP",            Fid{0x6FD5}, no_sfi,   Transparent,   0,  0, Pin,    Pin,   {},             ist(2)},
    {"EF.GBANL",            Fid{0x6FD7}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,   {},             ist(2)},
    {"EF.NAFKCA",           Fid{0x6FDD}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,   {},             ist(2)},
    {"EF.SMS",              Fid{0x6F3C}, no_sfi,   LinearFixed, 176, 10, Pin,    Pin,   "00FF...FF",    ist_all(6, 8)},
    {"EF.SMSS",             Fid{0x6F43}, no_sfi,   Transparent,   2,  0, Pin,    Pin,   {},             ist_all(6, 8)},
    {"EF.SMSR",             Fid{0x6F47}, no_sfi,   LinearFixed,  30, 10, Pin,    Pin,   "00FF...FF",    ist_all(7, 8)},
    {"EF.SMSP",             Fid{0x6F42}, no_sfi,   LinearFixed,  38,  1, Pin,    Pin,   {},             ist(8)},
    {"EF.UICCIARI",         Fid{0x6FE7}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,   {},             ist(10)},
    {"EF.FromPreferred",    Fid{0x6FF7}, no_sfi,   Transparent,   1,  0, Pin,    Adm,   "00",           ist(17)},
    {"EF.IMSConfigData",    Fid{0x6FF8}, no_sfi,   BerTlv,        0,  0, Pin,    Adm,   {},             ist(18)},
    {"EF.XCAPConfigData",   Fid{0x6FFC}, no_sfi,   BerTlv,        0,  0, Pin,    Adm,   {},             ist(19)},
    {"EF.WebRTCURI",        Fid{0x6FFA}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,   {},             ist(20)},
    {"EF.MuDMiDConfigData", Fid{0x6FFE}, no_sfi,   BerTlv,        0,  0, Pin,    Adm,   {},             ist(21)},
    {"EF.GBAUAPI",          Fid{0x6F0A}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,   {},             ist(2)},
    {"EF.IMSDCI",           Fid{0x6F0B}, no_sfi,   Transparent,   0,  0, Pin,    Adm,   {},             ist(22)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> adf_isim() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
