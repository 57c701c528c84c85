#include "profiles/loader/authentication/aka_parameters.hpp"

#include "profiles/loader/authentication/algorithm.hpp"

#include <array>

namespace uicc::profiles {
namespace {

namespace aka = emulator::applications::aka;
using yaml::Node;

constexpr std::string_view sqn_clause = "TS 33.102 Annex C";
constexpr std::string_view amf_clause = "TS 33.102 Annex H";
constexpr std::uint64_t max_sqn = (std::uint64_t{1} << 48U) - 1;

constexpr std::array<Word<aka::SeparationBit>, 3> separation_bits{
    {{"any", aka::SeparationBit::Any},
     {"set", aka::SeparationBit::Set},
     {"clear", aka::SeparationBit::Clear}}};

aka::SqnPolicy read_policy(Section& section)
{
    aka::SqnPolicy policy;
    policy.initial_sqn =
        section.number("initial", {0, max_sqn}, sqn_clause).value_or(policy.initial_sqn);
    policy.ind_bits = static_cast<unsigned>(
        section.number("ind-bits", {0, 16}, sqn_clause).value_or(policy.ind_bits));
    policy.delta = section.number("delta", {1, max_sqn}, sqn_clause).value_or(policy.delta);
    policy.age_limit = section.number("age-limit", {0, max_sqn}, sqn_clause);
    policy.checked = section.flag("checked").value_or(policy.checked);
    return policy;
}

aka::SqnPolicy read_sqn(Section& application)
{
    const Node* node = application.find("sqn");
    if (node == nullptr) {
        return {};
    }
    Section section{application.report(), *node};
    const aka::SqnPolicy policy = read_policy(section);
    section.finish();
    return policy;
}

aka::AmfPolicy read_amf(Section& application)
{
    aka::AmfPolicy policy;
    const Node* node = application.find("amf");
    if (node == nullptr) {
        return policy;
    }
    Section section{application.report(), *node};
    policy.separation_bit =
        section.choice("separation-bit", separation_bits).value_or(policy.separation_bit);
    if (const auto amf = section.hex("resynchronise", SizeRange::exactly(2), amf_clause)) {
        policy.resynchronise = static_cast<std::uint16_t>(amf->front() << 8U | amf->back());
    }
    section.finish();
    return policy;
}

/// `sqn:` of an ISIM, which may be that of the USIM; nothing then.
std::optional<aka::SqnPolicy> read_isim_sqn(Section& isim, bool shared_by_default)
{
    const Node* node = isim.find("sqn");
    if (node == nullptr) {
        return shared_by_default ? std::nullopt : std::optional{aka::SqnPolicy{}};
    }
    constexpr std::array<Word<bool>, 1> owners{{{"usim", true}}};
    Section section{isim.report(), *node};
    const bool shared = section.choice("shared-with", owners).value_or(false);
    const aka::SqnPolicy policy = read_policy(section);
    for (const char* key : {"initial", "ind-bits", "delta", "age-limit", "checked"}) {
        if (shared && section.has(key)) {
            isim.report().add(section.key_node(key),
                              "the sequence numbers of the USIM have its rules");
        }
    }
    section.finish();
    return shared ? std::nullopt : std::optional{policy};
}

} // namespace

aka::Parameters read_usim_authentication(Section& usim)
{
    aka::Parameters parameters;
    parameters.algorithm = read_algorithm(usim);
    parameters.gsm = read_gsm_algorithm(usim, parameters.algorithm);
    parameters.sqn = read_sqn(usim);
    parameters.amf = read_amf(usim);
    return parameters;
}

IsimAuthentication read_isim_authentication(Section& isim, const aka::Parameters* usim)
{
    IsimAuthentication plan{
        .parameters = {.kind = aka::Kind::Isim, .kc_in_3g = false, .gsm_context = false}};
    aka::Parameters& parameters = plan.parameters;
    const bool borrows = !has_algorithm(isim) && usim != nullptr;
    parameters.algorithm = borrows ? usim->algorithm : read_algorithm(isim);
    const auto sqn = read_isim_sqn(isim, borrows);
    plan.shares_sqn = !sqn && usim != nullptr;
    if (!sqn && usim == nullptr) {
        isim.report().add(isim.key_node("sqn"), "there is no usim to share sequence numbers with");
    }
    parameters.sqn = plan.shares_sqn ? usim->sqn : sqn.value_or(aka::SqnPolicy{});
    parameters.amf = read_amf(isim);
    return plan;
}

} // namespace uicc::profiles
