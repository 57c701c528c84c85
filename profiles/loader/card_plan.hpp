#pragma once

#include "profiles/loader/access_control.hpp"
#include "profiles/loader/authentication/aka_parameters.hpp"
#include "profiles/loader/behaviour.hpp"
#include "profiles/loader/files.hpp"
#include "profiles/loader/global_platform.hpp"
#include "profiles/loader/pins.hpp"
#include "profiles/loader/sim_parameters.hpp"

namespace uicc::profiles {

inline constexpr std::string_view usim_name = "ADF.USIM";
inline constexpr std::string_view isim_name = "ADF.ISIM";
inline constexpr std::string_view gsm_name = "DF.GSM";
inline constexpr std::string_view pkcs15_name = "ADF.PKCS15";

/// A whole profile as it was read; files are complete, but for EF.DIR, EF.ARR and EF.UST, which
/// follow from the others.
struct CardPlan {
    std::string name{};
    Interface interface {};
    Pins pins{};
    FilePlan mf{};
    std::optional<emulator::applications::aka::Parameters> usim{};
    std::optional<IsimAuthentication> isim{};
    std::optional<emulator::applications::SimParameters> sim{}; ///< of DF.GSM, if it has its own
    bool checks_services = true; ///< false: files may stand for services that are off
    std::optional<std::vector<emulator::applications::AccessRule>> access_rules{};
    std::vector<SecurityDomain> domains{}; ///< the issuer's first; their applets are in `mf`
};

/// The MF, the USIM and the ISIM as they are where a profile does not say otherwise, without any file.
[[nodiscard]] FilePlan mf_plan(yaml::Position position);
[[nodiscard]] FilePlan usim_plan(yaml::Position position);
[[nodiscard]] FilePlan isim_plan(yaml::Position position);

/// Reads every section of a profile; mistakes go to the report.
[[nodiscard]] CardPlan read_card(LoadContext& context, const yaml::Node& document);

} // namespace uicc::profiles
