#include "filesystem/catalogue/secret_files.hpp"

#include "filesystem/catalogue/catalogue.hpp"

#include <algorithm>
#include <array>

namespace uicc::filesystem::catalogue {
namespace {

constexpr std::array<std::string_view, 24> secret_files{"EF.Keys",
                                                        "EF.KeysPS",
                                                        "EF.Kc",
                                                        "EF.KcGPRS",
                                                        "EF.EPSNSC",
                                                        "EF.5GS3GPPNSC",
                                                        "EF.5GSN3GPPNSC",
                                                        "EF.5GAUTHKEYS",
                                                        "EF.MSK",
                                                        "EF.MUK",
                                                        "EF.EAPKEYS",
                                                        "EF.DCK",
                                                        "EF.CNL",
                                                        "EF.HiddenKey",
                                                        "EF.Bootstrap",
                                                        "EF.DM_Bootstrap",
                                                        "EF.LwM2M_Bootstrap",
                                                        "EF.UnusedSpace",
                                                        "EF.XCAPConfigData",
                                                        "EF.IMSConfigData",
                                                        "EF.MuDMiDConfigData",
                                                        "EF.MMSICP",
                                                        "EF.MMSUCP",
                                                        "EF.MCS_CONFIG"};

} // namespace

bool may_hold_secrets(std::string_view ef_name)
{
    return std::ranges::find(secret_files, ef_name) != secret_files.end() ||
           directories_with(ef_name).empty();
}

} // namespace uicc::filesystem::catalogue
