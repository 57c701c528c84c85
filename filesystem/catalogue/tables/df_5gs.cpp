#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.11. EF.URSP is BER-TLV, §4.4.11.12; the services of EF.TN3GPPSNN (135) and
// EF.DRI (140) are those of §4.2.8. No access identity is configured unless a profile says so.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name                   fid          sfi       structure    size   n  read    update initial content    services  traits
    {"EF.5GS3GPPLOCI",       Fid{0x4F01}, 0x01_sfi, Transparent,  20,  0, Pin,    Pin,   "FF...FF00000001", ust(122), busy},
    {"EF.5GSN3GPPLOCI",      Fid{0x4F02}, 0x02_sfi, Transparent,  20,  0, Pin,    Pin,   "FF...FF00000001", ust(122), busy},
    {"EF.5GS3GPPNSC",        Fid{0x4F03}, 0x03_sfi, LinearFixed,  62,  2, Pin,    Pin,   {},                ust(122), busy},
    {"EF.5GSN3GPPNSC",       Fid{0x4F04}, 0x04_sfi, LinearFixed,  62,  2, Pin,    Pin,   {},                ust(122), busy},
    {"EF.5GAUTHKEYS",        Fid{0x4F05}, 0x05_sfi, Transparent, 110,  0, Pin,    Pin,   {},                ust(123), busy},
    {"EF.UAC_AIC",           Fid{0x4F06}, 0x06_sfi, Transparent,   4,  0, Pin,    Adm,   "00...00",         ust(126)},
    {"EF.SUCI_Calc_Info",    Fid{0x4F07}, 0x07_sfi, Transparent,   0,  0, Pin,    Adm,   {},                ust(124)},
    {"EF.OPL5G",             Fid{0x4F08}, 0x08_sfi, LinearFixed,  10, 10, Always, Adm,   {},                ust(129)},
    {"EF.SUPI_NAI",          Fid{0x4F09}, 0x09_sfi, Transparent,   0,  0, Pin,    Adm,   {},                ust(130)},
    {"EF.Routing_Indicator", Fid{0x4F0A}, 0x0A_sfi, Transparent,   4,  0, Pin,    Adm,   "F0FFFFFF",        ust(124)},
    {"EF.URSP",              Fid{0x4F0B}, 0x0B_sfi, BerTlv,        0,  0, Pin,    Adm,   {},                ust(132)},
    {"EF.TN3GPPSNN",         Fid{0x4F0C}, 0x0C_sfi, Transparent,   1,  0, Pin,    Adm,   "00",              ust(135)},
    {"EF.CAG",               Fid{0x4F0D}, 0x0D_sfi, Transparent,   2,  0, Pin,    Adm,   {},                ust(137)},
    {"EF.SOR-CMCI",          Fid{0x4F0E}, 0x0E_sfi, Transparent,   0,  0, Pin,    Adm,   {},                ust(138)},
    {"EF.DRI",               Fid{0x4F0F}, 0x0F_sfi, Transparent,   7,  0, Pin,    Adm,   {},                ust(140)},
    {"EF.5GSEDRX",           Fid{0x4F10}, 0x10_sfi, Transparent,   2,  0, Pin,    Adm,   {},                ust(141)},
    {"EF.5GNSWO_CONF",       Fid{0x4F11}, 0x11_sfi, Transparent,   1,  0, Pin,    Adm,   "00...00",         ust(142)},
    {"EF.MCHPPLMN",          Fid{0x4F15}, 0x15_sfi, Transparent,   1,  0, Pin,    Adm,   {},                ust(144)},
    {"EF.KAUSF_DERIVATION",  Fid{0x4F16}, 0x16_sfi, Transparent,   1,  0, Pin,    Adm,   "00...00",         ust(145)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_5gs() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
