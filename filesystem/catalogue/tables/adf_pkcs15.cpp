#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// PKCS #15 v1.1 §5.5, ISO/IEC 7816-15 §8: only the FIDs of EF.ODF, EF.TokenInfo and
// EF.UnusedSpace are fixed. EF.ACMF belongs to the access rules of GlobalPlatform, the files from
// 6430 on to device management bootstrap; EF.ODF and EF.DODF point to them, so a profile may move
// them. Reading a bootstrap file may ask for a PIN, LwM2M TS appendix G.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name                     fid          sfi     structure    size  n  read    update initial content services traits
    {"EF.ACMF",                Fid{0x4200}, no_sfi, Transparent,   0, 0, Always, Adm},
    {"EF.ODF",                 Fid{0x5031}, no_sfi, Transparent,   0, 0, Always, Adm,   {},             {},      mandatory},
    {"EF.TokenInfo",           Fid{0x5032}, no_sfi, Transparent,   0, 0, Always, Adm,   {},             {},      {.mandatory = true, .alias = "EF.CIAInfo"}},
    {"EF.UnusedSpace",         Fid{0x5033}, no_sfi, Transparent,   0, 0, Always, Adm},
    {"EF.DODF",                Fid{0x6430}, no_sfi, Transparent,   0, 0, Always, Adm},
    {"EF.AODF",                Fid{0x6431}, no_sfi, Transparent,   0, 0, Always, Adm},
    {"EF.CDF",                 Fid{0x6438}, no_sfi, Transparent,   0, 0, Always, Adm},
    {"EF.LwM2M_Bootstrap",     Fid{0x6432}, no_sfi, Transparent,   0, 0, Pin,    Adm},
    {"EF.DM_Bootstrap",        Fid{0x6433}, no_sfi, Transparent,   0, 0, Pin,    Adm},
    {"EF.Bootstrap",           Fid{0x6434}, no_sfi, Transparent,   0, 0, Pin,    Adm},
    {"EF.Config1",             Fid{0x6435}, no_sfi, Transparent,   0, 0, Pin,    Pin},
    {"EF.Config2",             Fid{0x6436}, no_sfi, Transparent,   0, 0, Pin,    Pin},
    {"EF.TrustedCertificates", Fid{0x6437}, no_sfi, Transparent,   0, 0, Always, Adm},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> adf_pkcs15() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
