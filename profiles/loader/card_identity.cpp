#include "filesystem/contents/subscriber/iccid.hpp"
#include "filesystem/contents/subscriber/imsi.hpp"
#include "profiles/loader/load_profile.hpp"

namespace uicc::profiles {
namespace {

using filesystem::Fid;
using filesystem::FileIndex;

std::string digits_in(const filesystem::Image& files, FileIndex directory, Fid fid, auto decode)
{
    const auto file = files.child(directory, fid);
    if (!file || !files.header(*file).is_ef()) {
        return {};
    }
    return decode(files.body(*file)).value_or(std::string{});
}

} // namespace

CardIdentity identity_of(const emulator::CardDescription& card)
{
    constexpr Fid ef_iccid{0x2FE2};
    constexpr Fid ef_imsi{0x6F07};
    constexpr Fid df_gsm{0x7F20};
    const filesystem::Image& files = *card.files;
    CardIdentity identity{.iccid = digits_in(files, filesystem::mf_index, ef_iccid,
                                             filesystem::contents::decode_iccid)};
    std::vector<FileIndex> homes{files.applications().begin(), files.applications().end()};
    if (const auto gsm = files.child(filesystem::mf_index, df_gsm)) {
        homes.push_back(*gsm);
    }
    for (const FileIndex home : homes) {
        if (identity.imsi.empty()) {
            identity.imsi = digits_in(files, home, ef_imsi, filesystem::contents::decode_imsi);
        }
    }
    return identity;
}

} // namespace uicc::profiles
