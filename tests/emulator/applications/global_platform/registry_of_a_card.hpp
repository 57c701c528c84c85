#pragma once

#include "emulator/security/global_platform/registry.hpp"
#include "tests/support/vector_file.hpp"

namespace uicc::test {

inline filesystem::Aid aid(std::string_view hex)
{
    return filesystem::Aid::from(from_hex(hex)).value();
}

inline constexpr const char* isd_aid = "A000000151000000";
inline constexpr const char* ssd_aid = "A0000001510001";

/// An issuer security domain, one below it, an application of each, a load file of two modules.
inline std::vector<emulator::global_platform::RegistryEntry> registry_of_a_card()
{
    using namespace emulator::global_platform;
    return {
        {.aid = aid(isd_aid),
         .kind = RegistryKind::IssuerSecurityDomain,
         .life_cycle = life_cycle::card_secured,
         .privileges = {0x9E, 0xFE, 0x80}},
        {.aid = aid(ssd_aid),
         .kind = RegistryKind::Application,
         .life_cycle = life_cycle::personalized,
         .privileges = {0x80, 0x40, 0x00},
         .security_domain = aid(isd_aid)},
        {.aid = aid("A0000000871002"),
         .kind = RegistryKind::Application,
         .life_cycle = life_cycle::selectable,
         .security_domain = aid(isd_aid)},
        {.aid = aid("D276000118"),
         .kind = RegistryKind::Application,
         .life_cycle = life_cycle::selectable | life_cycle::locked_bit,
         .security_domain = aid(ssd_aid),
         .load_file = aid("D2760001180101")},
        {.aid = aid("D2760001180101"),
         .kind = RegistryKind::LoadFile,
         .life_cycle = life_cycle::loaded,
         .security_domain = aid(ssd_aid),
         .modules = {aid("D276000118"), aid("D27600011802")}},
    };
}

} // namespace uicc::test
