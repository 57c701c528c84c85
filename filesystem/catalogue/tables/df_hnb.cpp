#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.6.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name       fid          sfi       structure    size  n  read update initial content services
    {"EF.ACSGL", Fid{0x4F81}, 0x01_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             ust(86)},
    {"EF.CSGT",  Fid{0x4F82}, 0x02_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             ust(86)},
    {"EF.HNBN",  Fid{0x4F83}, 0x03_sfi, LinearFixed,   0, 0, Pin, Pin,   {},             ust(86)},
    {"EF.OCSGL", Fid{0x4F84}, 0x04_sfi, LinearFixed,   0, 0, Pin, Adm,   {},             ust(90)},
    {"EF.OCSGT", Fid{0x4F85}, 0x05_sfi, LinearFixed,   0, 0, Pin, Adm,   {},             ust(90)},
    {"EF.OHNBN", Fid{0x4F86}, 0x06_sfi, LinearFixed,   0, 0, Pin, Adm,   {},             ust(90)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_hnb() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
