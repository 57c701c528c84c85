#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 51.011 §10.5 and TS 31.102 §4.5; CHV1 is written Pin, CHV2 Pin2. EF.LND is cyclic,
// TS 51.011 §10.5.6. EF.BDN has one octet more than EF.ADN, the comparison method pointer.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name         fid          sfi     structure    size   n  read    update    initial content services         traits
    {"EF.ARR",     Fid{0x6F06}, no_sfi, LinearFixed,   0,  0, Always, Adm},
    {"EF.ADN",     Fid{0x6F3A}, no_sfi, LinearFixed,  30, 50, Pin,    Pin,      {},             {},              {.deactivate = Pin2, .activate = Pin2}},
    {"EF.FDN",     Fid{0x6F3B}, no_sfi, LinearFixed,  30, 20, Pin,    Pin2},
    {"EF.SMS",     Fid{0x6F3C}, no_sfi, LinearFixed, 176, 10, Pin,    Pin,      "00FF...FF"},
    {"EF.CCP",     Fid{0x6F3D}, no_sfi, LinearFixed,  14,  5, Pin,    Pin},
    {"EF.MSISDN",  Fid{0x6F40}, no_sfi, LinearFixed,  34,  1, Pin,    PinOrAdm},
    {"EF.SMSP",    Fid{0x6F42}, no_sfi, LinearFixed,  38,  1, Pin,    Pin},
    {"EF.SMSS",    Fid{0x6F43}, no_sfi, Transparent,   2,  0, Pin,    Pin},
    {"EF.LND",     Fid{0x6F44}, no_sfi, Cyclic,       30, 10, Pin,    Pin},
    {"EF.SMSR",    Fid{0x6F47}, no_sfi, LinearFixed,  30, 10, Pin,    Pin,      "00FF...FF"},
    {"EF.SDN",     Fid{0x6F49}, no_sfi, LinearFixed,  30, 10, Pin,    Adm},
    {"EF.EXT1",    Fid{0x6F4A}, no_sfi, LinearFixed,  13, 10, Pin,    Pin,      "00FF...FF"},
    {"EF.EXT2",    Fid{0x6F4B}, no_sfi, LinearFixed,  13, 10, Pin,    Pin2,     "00FF...FF"},
    {"EF.EXT3",    Fid{0x6F4C}, no_sfi, LinearFixed,  13, 10, Pin,    Adm,      "00FF...FF"},
    {"EF.BDN",     Fid{0x6F4D}, no_sfi, LinearFixed,  30, 10, Pin,    Pin2,     {},             {},              {.deactivate = Pin2, .activate = Pin2}},
    {"EF.EXT4",    Fid{0x6F4E}, no_sfi, LinearFixed,  13, 10, Pin,    Pin2,     "00FF...FF"},
    {"EF.ECCP",    Fid{0x6F4F}, no_sfi, LinearFixed,  32,  5, Pin,    Pin},
    {"EF.RMA",     Fid{0x6F53}, no_sfi, LinearFixed,   0,  0, Adm,    Adm},
    {"EF.SUME",    Fid{0x6F54}, no_sfi, Transparent,  22,  0, Adm,    Adm},
    {"EF.CMI",     Fid{0x6F58}, no_sfi, LinearFixed,  21, 10, Pin,    Adm},
    {"EF.ICE_DN",  Fid{0x6FE0}, no_sfi, LinearFixed,  24, 50, Always, Pin,      {},             {},              {.deactivate = Pin, .activate = Pin}},
    {"EF.ICE_FF",  Fid{0x6FE1}, no_sfi, LinearFixed,   0,  0, Always, Pin,      {},             {},              {.deactivate = Pin, .activate = Pin}},
    {"EF.PSISMSC", Fid{0x6FE5}, no_sfi, LinearFixed,   0,  0, Pin,    Pin,      {},             ust_all(12, 91)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_telecom() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
