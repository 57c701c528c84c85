#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 51.011 §10.3; CHV1 is written Pin, CHV2 Pin2, INVALIDATE deactivate, REHABILITATE activate.
// FF in EF.SST would announce every service, so none is the default; 00 in EF.MBI is no mailbox.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name           fid          sfi     structure    size   n  read    update     initial content    services traits
    {"EF.LP",        Fid{0x6F05}, no_sfi, Transparent,   4,  0, Always, Pin,       {},                {},      mandatory},
    {"EF.IMSI",      Fid{0x6F07}, no_sfi, Transparent,   9,  0, Pin,    Adm,       {},                {},      {.mandatory = true, .activate = Pin}},
    {"EF.Kc",        Fid{0x6F20}, no_sfi, Transparent,   9,  0, Pin,    Pin,       "FF...FF07",       {},      mandatory_and_busy},
    {"EF.PLMNsel",   Fid{0x6F30}, no_sfi, Transparent,  24,  0, Pin,    Pin},
    {"EF.HPPLMN",    Fid{0x6F31}, no_sfi, Transparent,   1,  0, Pin,    Adm,       "0A"},
    {"EF.ACMmax",    Fid{0x6F37}, no_sfi, Transparent,   3,  0, Pin,    PinOrPin2, "000000"},
    {"EF.SST",       Fid{0x6F38}, no_sfi, Transparent,  16,  0, Pin,    Adm,       "00...00",         {},      mandatory},
    {"EF.ACM",       Fid{0x6F39}, no_sfi, Cyclic,        3,  1, Pin,    PinOrPin2, "000000",          {},      {.busy = true, .increase = Pin}},
    {"EF.GID1",      Fid{0x6F3E}, no_sfi, Transparent,   8,  0, Pin,    Adm},
    {"EF.GID2",      Fid{0x6F3F}, no_sfi, Transparent,   8,  0, Pin,    Adm},
    {"EF.SPN",       Fid{0x6F46}, no_sfi, Transparent,  17,  0, Always, Adm},
    {"EF.PUCT",      Fid{0x6F41}, no_sfi, Transparent,   5,  0, Pin,    PinOrPin2, "FFFFFF0000"},
    {"EF.CBMI",      Fid{0x6F45}, no_sfi, Transparent,  10,  0, Pin,    Pin},
    {"EF.BCCH",      Fid{0x6F74}, no_sfi, Transparent,  16,  0, Pin,    Pin,       {},                {},      mandatory_and_busy},
    {"EF.ACC",       Fid{0x6F78}, no_sfi, Transparent,   2,  0, Pin,    Adm,       {},                {},      mandatory},
    {"EF.FPLMN",     Fid{0x6F7B}, no_sfi, Transparent,  12,  0, Pin,    Pin,       {},                {},      mandatory},
    {"EF.LOCI",      Fid{0x6F7E}, no_sfi, Transparent,  11,  0, Pin,    Pin,       "FF...FF0000FF01", {},      {.mandatory = true, .busy = true, .activate = Pin}},
    {"EF.AD",        Fid{0x6FAD}, no_sfi, Transparent,   4,  0, Always, Adm,       "00000002",        {},      mandatory},
    {"EF.Phase",     Fid{0x6FAE}, no_sfi, Transparent,   1,  0, Always, Adm,       "03",              {},      mandatory},
    {"EF.VGCS",      Fid{0x6FB1}, no_sfi, Transparent, 200,  0, Pin,    Adm},
    {"EF.VGCSS",     Fid{0x6FB2}, no_sfi, Transparent,   7,  0, Pin,    Pin},
    {"EF.VBS",       Fid{0x6FB3}, no_sfi, Transparent, 200,  0, Pin,    Adm},
    {"EF.VBSS",      Fid{0x6FB4}, no_sfi, Transparent,   7,  0, Pin,    Pin},
    {"EF.eMLPP",     Fid{0x6FB5}, no_sfi, Transparent,   2,  0, Pin,    Adm,       "00...00"},
    {"EF.AAeM",      Fid{0x6FB6}, no_sfi, Transparent,   1,  0, Pin,    Pin,       "00"},
    {"EF.CBMID",     Fid{0x6F48}, no_sfi, Transparent,  10,  0, Pin,    Adm},
    {"EF.ECC",       Fid{0x6FB7}, no_sfi, Transparent,  15,  0, Always, Adm},
    {"EF.CBMIR",     Fid{0x6F50}, no_sfi, Transparent,  20,  0, Pin,    Pin},
    {"EF.DCK",       Fid{0x6F2C}, no_sfi, Transparent,  16,  0, Pin,    Pin},
    {"EF.CNL",       Fid{0x6F32}, no_sfi, Transparent,  30,  0, Pin,    Adm},
    {"EF.NIA",       Fid{0x6F51}, no_sfi, LinearFixed,  32,  5, Pin,    Adm},
    {"EF.KcGPRS",    Fid{0x6F52}, no_sfi, Transparent,   9,  0, Pin,    Pin,       "FF...FF07",       {},      busy},
    {"EF.LOCIGPRS",  Fid{0x6F53}, no_sfi, Transparent,  14,  0, Pin,    Pin,       "FF...FF0000FF01", {},      busy},
    {"EF.SUME",      Fid{0x6F54}, no_sfi, Transparent,   0,  0, Adm,    Adm},
    {"EF.PLMNwAcT",  Fid{0x6F60}, no_sfi, Transparent,  40,  0, Pin,    Pin,       "(FFFFFF0000)"},
    {"EF.OPLMNwAcT", Fid{0x6F61}, no_sfi, Transparent,  40,  0, Pin,    Adm,       "(FFFFFF0000)"},
    {"EF.HPLMNwAcT", Fid{0x6F62}, no_sfi, Transparent,  40,  0, Pin,    Adm,       "(FFFFFF0000)"},
    {"EF.CPBCCH",    Fid{0x6F63}, no_sfi, Transparent,  14,  0, Pin,    Pin,       {},                {},      busy},
    {"EF.InvScan",   Fid{0x6F64}, no_sfi, Transparent,   1,  0, Pin,    Adm,       "00"},
    {"EF.PNN",       Fid{0x6FC5}, no_sfi, LinearFixed,  24, 10, Always, Adm},
    {"EF.OPL",       Fid{0x6FC6}, no_sfi, LinearFixed,   8,  5, Always, Adm},
    {"EF.MBDN",      Fid{0x6FC7}, no_sfi, LinearFixed,  30,  3, Pin,    Pin},
    {"EF.EXT6",      Fid{0x6FC8}, no_sfi, LinearFixed,  13, 10, Pin,    Pin,       "00FF...FF"},
    {"EF.MBI",       Fid{0x6FC9}, no_sfi, LinearFixed,   5, 10, Pin,    Pin,       "00...00"},
    {"EF.MWIS",      Fid{0x6FCA}, no_sfi, LinearFixed,   6, 10, Pin,    Pin,       "00...00",         {},      busy},
    {"EF.CFIS",      Fid{0x6FCB}, no_sfi, LinearFixed,  30, 10, Pin,    Pin,       "0100FF...FF"},
    {"EF.EXT7",      Fid{0x6FCC}, no_sfi, LinearFixed,  13, 10, Pin,    Pin,       "00FF...FF"},
    {"EF.SPDI",      Fid{0x6FCD}, no_sfi, Transparent,  17,  0, Pin,    Adm},
    {"EF.MMSN",      Fid{0x6FCE}, no_sfi, LinearFixed,  20, 10, Pin,    Pin,       "000000FF...FF"},
    {"EF.EXT8",      Fid{0x6FCF}, no_sfi, LinearFixed,  13, 10, Pin,    Pin,       "00FF...FF"},
    {"EF.MMSICP",    Fid{0x6FD0}, no_sfi, Transparent, 100,  0, Pin,    Adm},
    {"EF.MMSUP",     Fid{0x6FD1}, no_sfi, LinearFixed,   0,  0, Pin,    Pin},
    {"EF.MMSUCP",    Fid{0x6FD2}, no_sfi, Transparent, 100,  0, Pin,    PinOrPin2},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_gsm() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
