#pragma once

#include "filesystem/identifiers.hpp"

#include <array>
#include <optional>
#include <vector>

namespace uicc::emulator::global_platform {

/// Life cycle states, GPCS §11.1.1. Locked applications keep their state under b8.
namespace life_cycle {

inline constexpr Byte card_op_ready = 0x01; ///< of the issuer security domain: the card's
inline constexpr Byte card_initialized = 0x07;
inline constexpr Byte card_secured = 0x0F;
inline constexpr Byte card_locked = 0x7F;
inline constexpr Byte card_terminated = 0xFF;
inline constexpr Byte installed = 0x03;
inline constexpr Byte selectable = 0x07;
inline constexpr Byte personalized = 0x0F;
inline constexpr Byte locked_bit = 0x80;
inline constexpr Byte loaded = 0x01; ///< executable load files know no other

} // namespace life_cycle

/// The three octets of GPCS §11.1.2.
using Privileges = std::array<Byte, 3>;

/// What is entered in the registry, in the bits of GET STATUS's P1, GPCS §11.4.2.1.
enum class RegistryKind : Byte {
    IssuerSecurityDomain = 0x80,
    Application = 0x40, ///< supplementary security domains too
    LoadFile = 0x20,
};

/// An entry of the GlobalPlatform registry, GPCS §6.4.
struct RegistryEntry {
    filesystem::Aid aid;
    RegistryKind kind{};
    Byte life_cycle = 0;
    Privileges privileges{};                          ///< none for load files
    std::optional<filesystem::Aid> security_domain{}; ///< that it is associated with
    std::optional<filesystem::Aid> load_file{};       ///< that an application comes from
    std::vector<filesystem::Aid> modules{};           ///< of a load file
};

} // namespace uicc::emulator::global_platform
