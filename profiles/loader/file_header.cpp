#include "profiles/loader/file_header.hpp"

#include "profiles/loader/access.hpp"
#include "profiles/loader/own_fcp.hpp"

#include <algorithm>
#include <array>

namespace uicc::profiles {
namespace {

using filesystem::Aid;
using filesystem::FileHeader;
using filesystem::FileKind;
using filesystem::LifeCycle;
using yaml::Node;

/// TS 102 221 §11.1.1.4.9.
constexpr std::array<Word<LifeCycle>, 6> life_cycles{
    {{"activated", LifeCycle::Activated},
     {"deactivated", LifeCycle::Deactivated},
     {"terminated", LifeCycle::Terminated},
     {"initialisation", LifeCycle::Initialisation},
     {"creation", LifeCycle::Creation},
     {"no-information", LifeCycle::NoInformation}}};

/// Octets of an A5 object that still leave a FCP short.
constexpr std::size_t longest_proprietary = 64;

void read_fid_of(Section& section, FilePlan& plan)
{
    const Node* node = section.find("fid");
    if (node == nullptr) {
        return;
    }
    plan.fid_origin = {node->position, true};
    if (plan.header.kind == FileKind::Adf && is_none(*node)) {
        plan.header.fid = filesystem::current_adf_fid;
        return;
    }
    plan.header.fid = read_fid(section.report(), *node).value_or(plan.header.fid);
}

} // namespace

std::string_view life_cycle_word(LifeCycle state)
{
    const auto found = std::ranges::find(life_cycles, state, &Word<LifeCycle>::value);
    return found == life_cycles.end() ? std::string_view{} : found->text;
}

void read_identity(Section& section, FilePlan& plan)
{
    read_own_fcp(section, plan);
    if (plan.header.kind != FileKind::Mf) {
        read_fid_of(section, plan);
    }
    FileHeader& header = plan.header;
    header.life_cycle = section.choice("life-cycle", life_cycles).value_or(header.life_cycle);
    header.shareable = section.flag("shareable").value_or(header.shareable);
    header.proprietary =
        section.hex("proprietary", {0, longest_proprietary}, "TS 102 221 §11.1.1.4.6")
            .value_or(header.proprietary);
}

void read_header(Section& section, FilePlan& plan)
{
    read_identity(section, plan);
    if (const Node* access = section.find("access")) {
        plan.access = read_access(section.report(), *access, plan.access);
    }
}

void read_application(Section& section, FilePlan& plan)
{
    plan.aid_origin = {plan.position};
    if (const auto octets = section.hex("aid", {Aid::min_size, Aid::max_size}, "TS 101 220 §4")) {
        plan.header.aid = Aid::from(*octets);
        plan.aid_origin = {section.find("aid")->position, true};
    }
    plan.label = section.line("label").value_or(plan.label);
    plan.header.names_fid_in_fcp =
        section.flag("fid-in-fcp").value_or(plan.header.names_fid_in_fcp);
}

} // namespace uicc::profiles
