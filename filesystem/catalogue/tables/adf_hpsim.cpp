#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.104 §4.2.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name      fid          sfi       structure    size  n  read    update
    {"EF.ARR",  Fid{0x6F06}, 0x06_sfi, LinearFixed,   0, 0, Always, Adm},
    {"EF.IMSI", Fid{0x6F07}, 0x07_sfi, Transparent,   9, 0, Pin,    Adm},
    {"EF.AD",   Fid{0x6FAD}, 0x03_sfi, Transparent,   4, 0, Always, Adm},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> adf_hpsim() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
