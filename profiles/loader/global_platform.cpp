#include "profiles/loader/global_platform.hpp"

#include "profiles/loader/applet.hpp"
#include "profiles/loader/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

namespace gp = emulator::global_platform;
using yaml::Node;

constexpr std::string_view clause = "GPCS §11.1";
constexpr std::array<Byte, 8> issuer_aid{0xA0, 0x00, 0x00, 0x01, 0x51, 0x00, 0x00, 0x00};

/// Of an issuer security domain: security domain, card lock, card terminate, card reset, CVM;
/// trusted path, authorised management, global delete, global lock, global registry.
constexpr gp::Privileges issuer_privileges{0x9E, 0xDC, 0x00};
constexpr gp::Privileges domain_privileges{0x80, 0x00, 0x00};
constexpr std::uint64_t most_domains = 15;

constexpr std::array<Word<Byte>, 5> card_states{{{"op-ready", gp::life_cycle::card_op_ready},
                                                 {"initialized", gp::life_cycle::card_initialized},
                                                 {"secured", gp::life_cycle::card_secured},
                                                 {"locked", gp::life_cycle::card_locked},
                                                 {"terminated", gp::life_cycle::card_terminated}}};
constexpr std::array<Word<Byte>, 4> domain_states{
    {{"installed", gp::life_cycle::installed},
     {"selectable", gp::life_cycle::selectable},
     {"personalized", gp::life_cycle::personalized},
     {"locked", gp::life_cycle::personalized | gp::life_cycle::locked_bit}}};

void read_privileges(Section& section, gp::Privileges& privileges)
{
    const auto octets = section.hex("privileges", {1, privileges.size()}, clause);
    if (octets) {
        privileges = {};
        std::ranges::copy(*octets, privileges.begin());
    }
}

/// What both kinds of domains have.
SecurityDomain read_domain(Section& section, std::string_view name, ByteView usual_aid)
{
    SecurityDomain domain{.applet = read_applet(section, name, usual_aid)};
    domain.applet.keys = read_keys(section);
    read_privileges(section, domain.privileges);
    gp::SecurityDomainParameters& parameters = domain.parameters;
    parameters.issuer_identification =
        section.hex("issuer-identification", {1, 16}, "GPCS §H.1").value_or(Bytes{});
    parameters.card_image = section.hex("card-image", {1, 32}, "GPCS §H.1").value_or(Bytes{});
    if (const auto octets =
            section.hex("production", SizeRange::exactly(parameters.production.size()), clause)) {
        std::ranges::copy(*octets, parameters.production.begin());
    }
    return domain;
}

SecurityDomain read_supplementary(Report& report, const Node& node, std::size_t number)
{
    Section section{report, node};
    if (!section.has("aid")) {
        report.add(node, "aid is missing here", "TS 101 220 §4");
    }
    SecurityDomain domain = read_domain(section, fmt::format("SSD{}", number), issuer_aid);
    domain.life_cycle =
        section.choice("life-cycle", domain_states).value_or(gp::life_cycle::personalized);
    if (!section.has("privileges")) {
        domain.privileges = domain_privileges;
    }
    section.finish();
    return domain;
}

} // namespace

std::vector<SecurityDomain> read_global_platform(LoadContext& context, const Node& node)
{
    Section section{context.report, node};
    std::vector<SecurityDomain> domains{read_domain(section, "ISD", issuer_aid)};
    SecurityDomain& issuer = domains.front();
    issuer.life_cycle =
        section.choice("life-cycle", card_states).value_or(gp::life_cycle::card_secured);
    if (!section.has("privileges")) {
        issuer.privileges = issuer_privileges;
    }
    if (const Node* list = section.find("domains")) {
        const auto items = items_of(context.report, *list);
        if (items.size() > most_domains) {
            context.report.add(*list, "a card has at most 15 supplementary domains");
        }
        for (const Node* item : items) {
            domains.push_back(read_supplementary(context.report, *item, domains.size()));
        }
    }
    section.finish();
    return domains;
}

} // namespace uicc::profiles
