#pragma once

#include "emulator/card/command_context.hpp"
#include "emulator/security/global_platform/card_registry.hpp"

namespace uicc::emulator::global_platform {

/// Octet and bit of a privilege, GPCS §6.6.1.
struct Privilege {
    std::size_t octet = 0;
    Byte bit = 0;
};
inline constexpr Privilege card_lock{0, 0x10};
inline constexpr Privilege card_terminate{0, 0x08};
inline constexpr Privilege authorised_management{1, 0x40};
inline constexpr Privilege global_delete{1, 0x10};
inline constexpr Privilege global_lock{1, 0x08};
inline constexpr Privilege global_registry{1, 0x04};

/// AID of the security domain that a command goes to.
[[nodiscard]] filesystem::Aid aid_of(const CommandContext& context);

[[nodiscard]] CardRegistry registry_of(const CommandContext& context);

/// Who changes the card or looks behind its scenes has opened a secure channel; else 6982.
[[nodiscard]] Result<void, StatusWord> require_session(const CommandContext& context);

[[nodiscard]] bool has(const CommandContext& context, const Privilege& privilege);

/// A domain looks after itself and what is associated with it; for others it needs a privilege.
[[nodiscard]] bool may_manage(const CommandContext& context,
                              const RegistryEntry& entry,
                              const Privilege& for_others);

} // namespace uicc::emulator::global_platform
