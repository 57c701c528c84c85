#pragma once

#include "emulator/applications/global_platform/security_domain.hpp"
#include "profiles/loader/files.hpp"

namespace uicc::profiles {

/// A security domain as the profile describes it.
struct SecurityDomain {
    FilePlan applet{};
    emulator::global_platform::SecurityDomainParameters parameters{};
    Byte life_cycle = 0;
    emulator::global_platform::Privileges privileges{};
};

/// `global-platform:`, the issuer security domain first, then the supplementary ones.
[[nodiscard]] std::vector<SecurityDomain> read_global_platform(LoadContext& context,
                                                               const yaml::Node& node);

} // namespace uicc::profiles
