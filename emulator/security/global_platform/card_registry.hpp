#pragma once

#include "emulator/security/global_platform/registry.hpp"
#include "filesystem/memory/card_memory.hpp"

#include <span>
#include <string>

namespace uicc::emulator::global_platform {

/// The registry of one card as it is now: the entries of the profile, changed by what the card's
/// memory keeps below "registry/". Holds nothing itself; changes are staged in the memory.
class CardRegistry {
public:
    /// Both outlive it. The issuer security domain is the first entry.
    CardRegistry(std::span<const RegistryEntry> profile, filesystem::CardMemory& memory)
        : profile_{profile}, memory_{memory}
    {}

    [[nodiscard]] std::vector<RegistryEntry> entries() const;
    [[nodiscard]] std::optional<RegistryEntry> find(ByteView aid) const;

    /// Of the card as a whole, which the issuer security domain's entry has.
    [[nodiscard]] Byte card_life_cycle() const;

    /// Whether SELECT finds the application: it is there, SELECTABLE, and not locked.
    [[nodiscard]] bool is_selectable(ByteView aid) const;

    /// Keeps life cycle, privileges and security domain of an entry that is there.
    void change(const RegistryEntry& entry);
    void remove(const filesystem::Aid& aid);

private:
    [[nodiscard]] const RegistryEntry* of_profile(ByteView aid) const;
    [[nodiscard]] std::optional<RegistryEntry> now(const RegistryEntry& original) const;

    std::span<const RegistryEntry> profile_;
    filesystem::CardMemory& memory_;
};

} // namespace uicc::emulator::global_platform
