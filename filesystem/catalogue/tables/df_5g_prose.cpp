#include "filesystem/catalogue/tables/tables.hpp"

#include <array>

namespace uicc::filesystem::catalogue::tables {
namespace {

using enum EfStructure;
using enum AccessLevel;

// TS 31.102 §4.4.13. EF.5G_PROSE_ST says which of the others exist; the DF itself is service 139
// of EF.UST.
constexpr auto files = std::to_array<EfSpec>({
    // clang-format off
    // name                fid          sfi       structure    size  n  read update initial content services
    {"EF.5G_PROSE_ST",    Fid{0x4F01}, 0x01_sfi, Transparent,   1, 0, Pin, Adm,   "00...00",      ust(139)},
    {"EF.5G_PROSE_DD",    Fid{0x4F02}, 0x02_sfi, Transparent,  26, 0, Pin, Adm,   {},             prose_5g(1)},
    {"EF.5G_PROSE_DC",    Fid{0x4F03}, 0x03_sfi, Transparent,  12, 0, Pin, Adm,   {},             prose_5g(2)},
    {"EF.5G_PROSE_U2NRU", Fid{0x4F04}, 0x04_sfi, Transparent,  32, 0, Pin, Adm,   {},             prose_5g(3)},
    {"EF.5G_PROSE_RU",    Fid{0x4F05}, 0x05_sfi, Transparent,  29, 0, Pin, Adm,   {},             prose_5g(4)},
    {"EF.5G_PROSE_UIR",   Fid{0x4F06}, 0x06_sfi, Transparent,  32, 0, Pin, Adm,   {},             prose_5g(5)},
    {"EF.5G_PROSE_U2URU", Fid{0x4F07}, 0x07_sfi, Transparent,   0, 0, Pin, Adm,   {},             prose_5g(6)},
    {"EF.5G_PROSE_EU",    Fid{0x4F08}, 0x08_sfi, Transparent,   0, 0, Pin, Adm,   {},             prose_5g(7)},
    // clang-format on
});
static_assert(identifies_files_uniquely(files));

} // namespace

std::span<const EfSpec> df_5g_prose() noexcept
{
    return files;
}

} // namespace uicc::filesystem::catalogue::tables
