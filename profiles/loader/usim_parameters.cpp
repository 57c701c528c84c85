#include "profiles/loader/usim_parameters.hpp"

#include <fmt/format.h>

namespace uicc::profiles {
namespace {

using emulator::applications::SqnPolicy;
using emulator::applications::UsimParameters;
using yaml::Node;

constexpr std::string_view milenage_clause = "TS 35.206 §2";
constexpr std::string_view constants_clause = "TS 35.206 §5.3";
constexpr std::string_view sqn_clause = "TS 33.102 Annex C";
constexpr std::size_t key_size = 16;
constexpr std::uint64_t max_sqn = (std::uint64_t{1} << 48U) - 1;

using Secret = std::optional<SecureBytes>;

Secret read_key(Section& section, std::string_view name)
{
    const Node* node = section.find(name);
    return node == nullptr ? std::nullopt
                           : read_secret_hex(section.report(), *node, SizeRange::exactly(key_size),
                                             milenage_clause);
}

SecureBytes derive_opc(const SecureBytes& k, const SecureBytes& op)
{
    const auto opc = crypto::Milenage::derive_opc(crypto::BlockView{k}, crypto::BlockView{op});
    return {opc.begin(), opc.end()};
}

void read_keys(Section& section, UsimParameters& parameters)
{
    Report& report = section.report();
    section.exclusive({"opc", "op"});
    const Secret k = read_key(section, "k");
    const Secret opc = read_key(section, "opc");
    const Secret op = read_key(section, "op");
    if (!section.has("k")) {
        report.add(section.node(), "k is missing here", std::string{milenage_clause});
    }
    if (!section.has("opc") && !section.has("op")) {
        report.add(section.node(), "opc or op is missing here", std::string{milenage_clause});
    }
    if (!k || (!opc && !op)) {
        return;
    }
    parameters.k = *k;
    parameters.opc = opc ? *opc : derive_opc(*k, *op);
}

/// One of five, for a list of constants.
template <class Assign>
void read_five(Section& section, std::string_view key, const Assign& assign)
{
    const Node* node = section.find(key);
    if (node == nullptr) {
        return;
    }
    const auto items = items_of(section.report(), *node);
    if (node->kind == yaml::Kind::Sequence && items.size() != 5) {
        section.report().add(*node, fmt::format("5 values are wanted here, not {}", items.size()),
                             std::string{constants_clause});
        return;
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        assign(i, *items[i]);
    }
}

void read_constants(Section& section, crypto::MilenageConstants& constants)
{
    Report& report = section.report();
    read_five(section, "r", [&](std::size_t i, const Node& node) {
        if (const auto bits = read_number(report, node, {0, 127}, constants_clause)) {
            constants.r.at(i) = static_cast<Byte>(*bits);
        }
    });
    read_five(section, "c", [&](std::size_t i, const Node& node) {
        if (const auto octets =
                read_hex(report, node, SizeRange::exactly(key_size), constants_clause)) {
            std::ranges::copy(*octets, constants.c.at(i).begin());
        }
    });
}

SqnPolicy read_sqn(Report& report, const Node* node)
{
    SqnPolicy policy;
    if (node == nullptr) {
        return policy;
    }
    Section section{report, *node};
    policy.initial_sqn =
        section.number("initial", {0, max_sqn}, sqn_clause).value_or(policy.initial_sqn);
    policy.ind_bits = static_cast<unsigned>(
        section.number("ind-bits", {0, 16}, sqn_clause).value_or(policy.ind_bits));
    policy.delta = section.number("delta", {1, max_sqn}, sqn_clause).value_or(policy.delta);
    policy.age_limit = section.number("age-limit", {0, max_sqn}, sqn_clause);
    section.finish();
    return policy;
}

} // namespace

UsimParameters read_usim_parameters(Section& usim)
{
    UsimParameters parameters;
    Report& report = usim.report();
    if (const Node* node = usim.require("milenage", milenage_clause)) {
        Section section{report, *node, Keys::Secret};
        read_keys(section, parameters);
        read_constants(section, parameters.constants);
        parameters.res_size = static_cast<unsigned>(
            section.number("res-size", {4, 8}, "TS 33.102 §6.3.7").value_or(parameters.res_size));
        section.finish();
    }
    parameters.sqn = read_sqn(report, usim.find("sqn"));
    return parameters;
}

} // namespace uicc::profiles
