#pragma once

#include "emulator/applications/global_platform/security_domain_data.hpp"
#include "emulator/card/application.hpp"

namespace uicc::emulator::global_platform {

/// What the profile says about a security domain besides its keys and its registry entry.
struct SecurityDomainParameters {
    Bytes issuer_identification{}; ///< GET DATA 42
    Bytes card_image{};            ///< GET DATA 45
    ProductionLifeCycle production{};
};

/// The issuer security domain or a supplementary one, GPCS §7: GET DATA, GET STATUS, SET STATUS,
/// INSTALL, DELETE, PUT KEY and STORE DATA. There is no engine for executable code: LOAD and
/// INSTALL [for load] and [for install] are refused.
[[nodiscard]] std::shared_ptr<const ApplicationDefinition> make_security_domain(
    filesystem::FileIndex adf, SecurityDomainParameters parameters);

} // namespace uicc::emulator::global_platform
