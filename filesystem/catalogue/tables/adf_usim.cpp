#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// A facility list in the coding of TERMINAL PROFILE, TS 31.102 Annex E.
constexpr std::string_view ufc_example =
    "801E60C01E900080040000000000000000F0000000004000000000000080";

// TS 31.102 §4.2, SFIs Annex H, contents Annex E. EF.TVCONFIG is linear fixed and readable always,
// §4.2.108. Where the operator decides and FF would switch every service or identity on (EF.UST,
// EF.EST, EF.3GPPPSDataOff, EF.PWS, EF.eAKA, EF.eMLPP), nothing is on; 00 in EF.MBI is no mailbox.
// "PIN/PIN2" and "PIN/ADM" are fixed by the card issuer: either key opens.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name                          fid          sfi       structure    size   n  read    update     initial content          services           traits
    {"EF.LI",                       Fid{0x6F05}, 0x02_sfi, Transparent,   6,  0, Always, Pin},
    {"EF.IMSI",                     Fid{0x6F07}, 0x07_sfi, Transparent,   9,  0, Pin,    Adm,       {},                      {},                mandatory},
    {"EF.Keys",                     Fid{0x6F08}, 0x08_sfi, Transparent,  33,  0, Pin,    Pin,       "07FF...FF",             {},                mandatory_and_busy},
    {"EF.KeysPS",                   Fid{0x6F09}, 0x09_sfi, Transparent,  33,  0, Pin,    Pin,       "07FF...FF",             {},                mandatory_and_busy},
    {"EF.PLMNwAcT",                 Fid{0x6F60}, 0x0A_sfi, Transparent,  40,  0, Pin,    Pin,       "(FFFFFF0000)",          ust(20)},
    {"EF.HPPLMN",                   Fid{0x6F31}, 0x12_sfi, Transparent,   1,  0, Pin,    Adm,       "0A",                    {},                mandatory},
    {"EF.ACMmax",                   Fid{0x6F37}, no_sfi,   Transparent,   3,  0, Pin,    PinOrPin2, "000000",                ust(13)},
    {"EF.UST",                      Fid{0x6F38}, 0x04_sfi, Transparent,  17,  0, Pin,    Adm,       "00...00",               {},                mandatory},
    {"EF.ACM",                      Fid{0x6F39}, 0x1C_sfi, Cyclic,        3,  1, Pin,    PinOrPin2, "000000",                ust(13),           {.busy = true, .increase = Pin}},
    {"EF.GID1",                     Fid{0x6F3E}, no_sfi,   Transparent,   8,  0, Pin,    Adm,       {},                      ust(17)},
    {"EF.GID2",                     Fid{0x6F3F}, no_sfi,   Transparent,   8,  0, Pin,    Adm,       {},                      ust(18)},
    {"EF.SPN",                      Fid{0x6F46}, no_sfi,   Transparent,  17,  0, Always, Adm,       {},                      ust(19)},
    {"EF.PUCT",                     Fid{0x6F41}, no_sfi,   Transparent,   5,  0, Pin,    PinOrPin2, "FFFFFF0000",            ust(13)},
    {"EF.CBMI",                     Fid{0x6F45}, no_sfi,   Transparent,  10,  0, Pin,    Pin,       {},                      ust(15)},
    {"EF.ACC",                      Fid{0x6F78}, 0x06_sfi, Transparent,   2,  0, Pin,    Adm,       {},                      {},                mandatory},
    {"EF.FPLMN",                    Fid{0x6F7B}, 0x0D_sfi, Transparent,  12,  0, Pin,    Pin,       {},                      {},                mandatory},
    {"EF.LOCI",                     Fid{0x6F7E}, 0x0B_sfi, Transparent,  11,  0, Pin,    Pin,       "FF...FF0000FF01",       {},                mandatory_and_busy},
    {"EF.AD",                       Fid{0x6FAD}, 0x03_sfi, Transparent,   4,  0, Always, Adm,       "00000002",              {},                mandatory},
    {"EF.CBMID",                    Fid{0x6F48}, 0x0E_sfi, Transparent,  10,  0, Pin,    Adm,       {},                      ust(29)},
    {"EF.ECC",                      Fid{0x6FB7}, 0x01_sfi, LinearFixed,   4,  1, Always, Adm,       {},                      {},                mandatory},
    {"EF.CBMIR",                    Fid{0x6F50}, no_sfi,   Transparent,  20,  0, Pin,    Pin,       {},                      ust(16)},
    {"EF.PSLOCI",                   Fid{0x6F73}, 0x0C_sfi, Transparent,  14,  0, Pin,    Pin,       "FF...FF0000FF01",       {},                mandatory_and_busy},
    {"EF.FDN",                      Fid{0x6F3B}, no_sfi,   LinearFixed,  26, 20, Pin,    Pin2,      {},                      ust(2, 89)},
    {"EF.SMS",                      Fid{0x6F3C}, no_sfi,   LinearFixed, 176, 10, Pin,    Pin,       "00FF...FF",             ust(10)},
    {"EF.MSISDN",                   Fid{0x6F40}, no_sfi,   LinearFixed,  24,  1, Pin,    PinOrAdm,  {},                      ust(21)},
    {"EF.SMSP",                     Fid{0x6F42}, no_sfi,   LinearFixed,  38,  1, Pin,    Pin,       {},                      ust(12)},
    {"EF.SMSS",                     Fid{0x6F43}, no_sfi,   Transparent,   2,  0, Pin,    Pin,       {},                      ust(10)},
    {"EF.SDN",                      Fid{0x6F49}, no_sfi,   LinearFixed,  24, 10, Pin,    Adm,       {},                      ust(4, 89)},
    {"EF.EXT2",                     Fid{0x6F4B}, no_sfi,   LinearFixed,  13, 10, Pin,    Pin2,      "00FF...FF",             ust(3)},
    {"EF.EXT3",                     Fid{0x6F4C}, no_sfi,   LinearFixed,  13, 10, Pin,    Adm,       "00FF...FF",             ust(5)},
    {"EF.SMSR",                     Fid{0x6F47}, no_sfi,   LinearFixed,  30, 10, Pin,    Pin,       "00FF...FF",             ust(11)},
    {"EF.ICI",                      Fid{0x6F80}, 0x14_sfi, Cyclic,       38, 20, Pin,    Pin,       "FF...FF0000000001FFFF", ust(9),            busy},
    {"EF.OCI",                      Fid{0x6F81}, 0x15_sfi, Cyclic,       37, 20, Pin,    Pin,       "FF...FF00000001FFFF",   ust(8),            busy},
    {"EF.ICT",                      Fid{0x6F82}, no_sfi,   Cyclic,        3,  1, Pin,    Pin,       "000000",                ust(9),            {.busy = true, .increase = Pin}},
    {"EF.OCT",                      Fid{0x6F83}, no_sfi,   Cyclic,        3,  1, Pin,    Pin,       "000000",                ust(8),            {.busy = true, .increase = Pin}},
    {"EF.EXT5",                     Fid{0x6F4E}, no_sfi,   LinearFixed,  13, 10, Pin,    Pin,       "00FF...FF",             ust(44)},
    {"EF.CCP2",                     Fid{0x6F4F}, 0x16_sfi, LinearFixed,  15,  5, Pin,    Pin,       {},                      ust(14)},
    {"EF.eMLPP",                    Fid{0x6FB5}, no_sfi,   Transparent,   2,  0, Pin,    Adm,       "00...00",               ust(24)},
    {"EF.AAeM",                     Fid{0x6FB6}, no_sfi,   Transparent,   1,  0, Pin,    Pin,       "00",                    ust(25)},
    {"EF.HiddenKey",                Fid{0x6FC3}, no_sfi,   Transparent,   4,  0, Pin,    Pin},
    {"EF.BDN",                      Fid{0x6F4D}, no_sfi,   LinearFixed,  25, 10, Pin,    Pin2,      {},                      ust(6)},
    {"EF.EXT4",                     Fid{0x6F55}, no_sfi,   LinearFixed,  13, 10, Pin,    Pin2,      "00FF...FF",             ust(7)},
    {"EF.CMI",                      Fid{0x6F58}, no_sfi,   LinearFixed,  11, 10, Pin,    Adm,       {},                      ust(6)},
    {"EF.EST",                      Fid{0x6F56}, 0x05_sfi, Transparent,   1,  0, Pin,    Pin2,      "00...00",               ust(2, 6, 34, 35)},
    {"EF.ACL",                      Fid{0x6F57}, no_sfi,   Transparent, 101,  0, Pin,    Pin2,      "00FF...FF",             ust(35)},
    {"EF.DCK",                      Fid{0x6F2C}, no_sfi,   Transparent,  16,  0, Pin,    Pin,       {},                      ust(36)},
    {"EF.CNL",                      Fid{0x6F32}, no_sfi,   Transparent,  30,  0, Pin,    Adm,       {},                      ust(37)},
    {"EF.START-HFN",                Fid{0x6F5B}, 0x0F_sfi, Transparent,   6,  0, Pin,    Pin,       "F00000F00000",          {},                mandatory_and_busy},
    {"EF.THRESHOLD",                Fid{0x6F5C}, 0x10_sfi, Transparent,   3,  0, Pin,    Adm,       "FFFFFF",                {},                mandatory},
    {"EF.OPLMNwAcT",                Fid{0x6F61}, 0x11_sfi, Transparent,  40,  0, Pin,    Adm,       "(FFFFFF0000)",          ust(42)},
    {"EF.HPLMNwAcT",                Fid{0x6F62}, 0x13_sfi, Transparent,   5,  0, Pin,    Adm,       "(FFFFFF0000)",          ust(43)},
    {"EF.ARR",                      Fid{0x6F06}, 0x17_sfi, LinearFixed,   0,  0, Always, Adm,       {},                      {},                mandatory},
    {"EF.RPLMNAcTD",                Fid{0x6F65}, no_sfi,   Transparent,   4,  0, Pin,    Pin},
    {"EF.NETPAR",                   Fid{0x6FC4}, no_sfi,   Transparent, 128,  0, Pin,    Pin,       {},                      {},                mandatory_and_busy},
    {"EF.PNN",                      Fid{0x6FC5}, 0x19_sfi, LinearFixed,  16, 10, Always, Adm,       {},                      ust(45)},
    {"EF.OPL",                      Fid{0x6FC6}, 0x1A_sfi, LinearFixed,   8,  5, Always, Adm,       {},                      ust(46)},
    {"EF.MBDN",                     Fid{0x6FC7}, no_sfi,   LinearFixed,  24,  3, Pin,    Pin,       {},                      ust(47)},
    {"EF.EXT6",                     Fid{0x6FC8}, no_sfi,   LinearFixed,  13, 10, Pin,    Pin,       "00FF...FF",             ust(47)},
    {"EF.MBI",                      Fid{0x6FC9}, no_sfi,   LinearFixed,   5, 10, Pin,    Pin,       "00...00",               ust(47)},
    {"EF.MWIS",                     Fid{0x6FCA}, no_sfi,   LinearFixed,   6, 10, Pin,    Pin,       "00...00",               ust(48),           busy},
    {"EF.CFIS",                     Fid{0x6FCB}, no_sfi,   LinearFixed,  16, 10, Pin,    Pin,       "0100FF...FF",           ust(49)},
    {"EF.EXT7",                     Fid{0x6FCC}, no_sfi,   LinearFixed,  13, 10, Pin,    Pin,       "00FF...FF",             ust(49)},
    {"EF.SPDI",                     Fid{0x6FCD}, 0x1B_sfi, Transparent,  17,  0, Pin,    Adm,       {},                      ust(51)},
    {"EF.MMSN",                     Fid{0x6FCE}, no_sfi,   LinearFixed,   6, 10, Pin,    Pin,       "000000FF...FF",         ust(52)},
    {"EF.EXT8",                     Fid{0x6FCF}, no_sfi,   LinearFixed,  13, 10, Pin,    Pin,       "00FF...FF",             ust(53)},
    {"EF.MMSICP",                   Fid{0x6FD0}, no_sfi,   Transparent, 100,  0, Pin,    Adm,       {},                      ust(52)},
    {"EF.MMSUP",                    Fid{0x6FD1}, no_sfi,   LinearFixed,   0,  0, Pin,    Pin,       {},                      ust(52)},
    {"EF.MMSUCP",                   Fid{0x6FD2}, no_sfi,   Transparent, 100,  0, Pin,    Pin,       {},                      ust_all(52, 55)},
    {"EF.NIA",                      Fid{0x6FD3}, no_sfi,   LinearFixed,  11,  5, Pin,    Adm,       {},                      ust(56)},
    {"EF.VGCS",                     Fid{0x6FB1}, no_sfi,   Transparent,  20,  0, Pin,    Adm,       {},                      ust(57)},
    {"EF.VGCSS",                    Fid{0x6FB2}, no_sfi,   Transparent,   7,  0, Pin,    Pin,       {},                      ust(57)},
    {"EF.VBS",                      Fid{0x6FB3}, no_sfi,   Transparent,  20,  0, Pin,    Adm,       {},                      ust(58)},
    {"EF.VBSS",                     Fid{0x6FB4}, no_sfi,   Transparent,   7,  0, Pin,    Pin,       {},                      ust(58)},
    {"EF.VGCSCA",                   Fid{0x6FD4}, no_sfi,   Transparent, 100,  0, Pin,    Adm,       "00...00",               ust(64)},
    {"EF.VBSCA",                    Fid{0x6FD5}, no_sfi,   Transparent, 100,  0, Pin,    Adm,       "00...00",               ust(65)},
    {"EF.GBABP",                    Fid{0x6FD6}, no_sfi,   Transparent,  50,  0, Pin,    Pin,       {},                      ust(68)},
    {"EF.MSK",                      Fid{0x6FD7}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,       {},                      ust(69),           busy},
    {"EF.MUK",                      Fid{0x6FD8}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,       {},                      ust(69)},
    {"EF.GBANL",                    Fid{0x6FDA}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,       {},                      ust(68)},
    {"EF.EHPLMN",                   Fid{0x6FD9}, 0x1D_sfi, Transparent,  15,  0, Pin,    Adm,       {},                      ust(71)},
    {"EF.EHPLMNPI",                 Fid{0x6FDB}, no_sfi,   Transparent,   1,  0, Pin,    Adm,       "00",                    ust_all(71, 73)},
    {"EF.LRPLMNSI",                 Fid{0x6FDC}, no_sfi,   Transparent,   1,  0, Pin,    Adm,       "00",                    ust(74)},
    {"EF.NAFKCA",                   Fid{0x6FDD}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,       {},                      ust_all(68, 76)},
    {"EF.SPNI",                     Fid{0x6FDE}, no_sfi,   Transparent,   0,  0, Always, Adm,       "00FF...FF",             ust(78)},
    {"EF.PNNI",                     Fid{0x6FDF}, no_sfi,   LinearFixed,   0,  0, Always, Adm,       "00FF...FF",             ust(79)},
    {"EF.NCP-IP",                   Fid{0x6FE2}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,       {},                      ust(80)},
    {"EF.EPSLOCI",                  Fid{0x6FE3}, 0x1E_sfi, Transparent,  18,  0, Pin,    Pin,       "FF...FF000001",         ust(85),           busy},
    {"EF.EPSNSC",                   Fid{0x6FE4}, 0x18_sfi, LinearFixed,  80,  1, Pin,    Pin,       {},                      ust(85),           busy},
    {"EF.UFC",                      Fid{0x6FE6}, no_sfi,   Transparent,  30,  0, Always, Adm,       ufc_example},
    {"EF.NASCONFIG",                Fid{0x6FE8}, no_sfi,   Transparent,  18,  0, Pin,    Adm,       {},                      ust(96)},
    {"EF.UICCIARI",                 Fid{0x6FE7}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,       {},                      ust(95)},
    {"EF.PWS",                      Fid{0x6FEC}, no_sfi,   Transparent,   1,  0, Always, Adm,       "00...00",               ust(97)},
    {"EF.FDNURI",                   Fid{0x6FED}, no_sfi,   LinearFixed,   0,  0, Pin,    Pin2,      {},                      ust_all(2, 99)},
    {"EF.BDNURI",                   Fid{0x6FEE}, no_sfi,   LinearFixed,   0,  0, Pin,    Pin2,      {},                      ust_all(6, 99)},
    {"EF.SDNURI",                   Fid{0x6FEF}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,       {},                      ust_all(4, 99)},
    {"EF.IWL",                      Fid{0x6FF0}, no_sfi,   LinearFixed,   0,  0, Adm,    Adm,       {},                      ust(102)},
    {"EF.IPS",                      Fid{0x6FF1}, no_sfi,   Cyclic,        4, 10, Always, Adm,       {},                      ust(102),          busy},
    {"EF.IPD",                      Fid{0x6FF2}, no_sfi,   LinearFixed,   0,  0, Adm,    Adm,       {},                      ust(102),          busy},
    {"EF.ePDGId",                   Fid{0x6FF3}, no_sfi,   Transparent,   0,  0, Pin,    Adm,       {},                      ust_all(106, 107)},
    {"EF.ePDGSelection",            Fid{0x6FF4}, no_sfi,   Transparent,   0,  0, Pin,    Adm,       {},                      ust_all(106, 107)},
    {"EF.ePDGIdEm",                 Fid{0x6FF5}, no_sfi,   Transparent,   0,  0, Pin,    Adm,       {},                      ust_all(110, 111)},
    {"EF.ePDGSelectionEm",          Fid{0x6FF6}, no_sfi,   Transparent,   0,  0, Pin,    Adm,       {},                      ust_all(110, 111)},
    {"EF.FromPreferred",            Fid{0x6FF7}, no_sfi,   Transparent,   1,  0, Pin,    Adm,       "00",                    ust(114)},
    {"EF.IMSConfigData",            Fid{0x6FF8}, no_sfi,   BerTlv,        0,  0, Pin,    Adm,       {},                      ust(115)},
    {"EF.TVCONFIG",                 Fid{0x6FFB}, no_sfi,   LinearFixed,   0,  0, Always, Adm,       {},                      ust(116)},
    {"EF.3GPPPSDataOff",            Fid{0x6FF9}, no_sfi,   Transparent,   4,  0, Pin,    Adm,       "00...00",               ust(117)},
    {"EF.3GPPPSDATAOFFservicelist", Fid{0x6FFA}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,       {},                      ust(118)},
    {"EF.XCAPConfigData",           Fid{0x6FFC}, no_sfi,   BerTlv,        0,  0, Pin,    Adm,       {},                      ust(120)},
    {"EF.EARFCNList",               Fid{0x6FFD}, no_sfi,   Transparent, 100,  0, Always, Adm,       {},                      ust(121)},
    {"EF.MuDMiDConfigData",         Fid{0x6FFE}, no_sfi,   BerTlv,        0,  0, Pin,    Adm,       {},                      ust(134)},
    {"EF.eAKA",                     Fid{0x6F01}, no_sfi,   Transparent,   1,  0, Pin,    Adm,       "00...00"},
    {"EF.OCST",                     Fid{0x6F02}, no_sfi,   Transparent, 100,  0, Pin,    Adm,       {},                      ust(148)},
    {"EF.GBAUAPI",                  Fid{0x6F0A}, no_sfi,   LinearFixed,   0,  0, Pin,    Adm,       {},                      ust(68)},
    {"EF.IMSDCI",                   Fid{0x6F0B}, no_sfi,   Transparent,   0,  0, Pin,    Adm,       {},                      ust(150)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> adf_usim() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
