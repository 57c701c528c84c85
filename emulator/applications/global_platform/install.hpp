#pragma once

#include "emulator/apdu/command_apdu.hpp"
#include "emulator/security/global_platform/registry.hpp"

namespace uicc::emulator::global_platform {

/// INSTALL, GPCS §11.5, for an application that is on the card already.
struct Install {
    bool make_selectable = false;
    bool extradite = false;
    bool personalise = false;
    bool update_registry = false;
    std::optional<filesystem::Aid> security_domain{}; ///< where the application goes
    filesystem::Aid application;
    std::optional<Privileges> privileges{};
};

/// 6A86 for P1 and P2, 6A80 for the structure of the data; 6A81 for [for load] and [for install],
/// which bring executable code.
[[nodiscard]] Result<Install, StatusWord> parse_install(const CommandApdu& command);

} // namespace uicc::emulator::global_platform
