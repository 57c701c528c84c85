#include "emulator/security/global_platform/card_registry.hpp"

#include "codec/hex.hpp"

#include <algorithm>

namespace uicc::emulator::global_platform {
namespace {

using filesystem::Aid;

constexpr std::size_t privileges_offset = 1;
constexpr std::size_t domain_offset = privileges_offset + Privileges{}.size();

std::string cell_of(ByteView aid)
{
    return "registry/" + codec::to_hex(aid);
}

/// Life cycle, privileges, AID of the security domain. A removed entry leaves nothing.
SecureBytes serialise(const RegistryEntry& entry)
{
    SecureBytes octets{entry.life_cycle};
    octets.insert(octets.end(), entry.privileges.begin(), entry.privileges.end());
    if (entry.security_domain) {
        const ByteView aid = entry.security_domain->octets();
        octets.insert(octets.end(), aid.begin(), aid.end());
    }
    return octets;
}

} // namespace

const RegistryEntry* CardRegistry::of_profile(ByteView aid) const
{
    const auto found = std::ranges::find_if(profile_, [&](const RegistryEntry& entry) {
        return std::ranges::equal(entry.aid.octets(), aid);
    });
    return found == profile_.end() ? nullptr : &*found;
}

std::optional<RegistryEntry> CardRegistry::now(const RegistryEntry& original) const
{
    const auto kept = memory_.cell(cell_of(original.aid.octets()));
    if (!kept) {
        return original;
    }
    if (kept->size() < domain_offset) { // removed, which the issuer's cannot be
        return original.kind == RegistryKind::IssuerSecurityDomain ? std::optional{original}
                                                                   : std::nullopt;
    }
    RegistryEntry entry = original;
    entry.life_cycle = kept->front();
    std::ranges::copy(kept->subspan(privileges_offset, entry.privileges.size()),
                      entry.privileges.begin());
    entry.security_domain = Aid::from(kept->subspan(domain_offset));
    return entry;
}

std::vector<RegistryEntry> CardRegistry::entries() const
{
    std::vector<RegistryEntry> entries;
    for (const RegistryEntry& original : profile_) {
        if (auto entry = now(original)) {
            entries.push_back(*std::move(entry));
        }
    }
    return entries;
}

std::optional<RegistryEntry> CardRegistry::find(ByteView aid) const
{
    const RegistryEntry* original = of_profile(aid);
    return original == nullptr ? std::nullopt : now(*original);
}

Byte CardRegistry::card_life_cycle() const
{
    const auto issuer = profile_.empty() ? std::nullopt : now(profile_.front());
    return issuer ? issuer->life_cycle : life_cycle::card_secured;
}

bool CardRegistry::is_selectable(ByteView aid) const
{
    const auto entry = find(aid);
    if (!entry) {
        return false;
    }
    if (entry->kind == RegistryKind::IssuerSecurityDomain) {
        return true;
    }
    return (entry->life_cycle & life_cycle::locked_bit) == 0 &&
           entry->life_cycle >= life_cycle::selectable;
}

void CardRegistry::change(const RegistryEntry& entry)
{
    const RegistryEntry* original = of_profile(entry.aid.octets());
    const SecureBytes octets = serialise(entry);
    if (original != nullptr && octets == serialise(*original)) {
        memory_.clear_cell(cell_of(entry.aid.octets()));
    } else {
        memory_.set_cell(cell_of(entry.aid.octets()), octets);
    }
}

void CardRegistry::remove(const Aid& aid)
{
    memory_.set_cell(cell_of(aid.octets()), {});
}

} // namespace uicc::emulator::global_platform
