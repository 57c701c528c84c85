#include "profiles/loader/sim_parameters.hpp"

#include "crypto/milenage.hpp"

namespace uicc::profiles {
namespace {

using emulator::applications::SimAlgorithm;
using emulator::applications::SimParameters;
using yaml::Node;

constexpr std::string_view clause = "TS 51.011 §8.16";
constexpr std::size_t key_size = 16;

constexpr std::array<Word<SimAlgorithm>, 5> algorithms{{{"comp128-1", SimAlgorithm::Comp128_1},
                                                        {"comp128-2", SimAlgorithm::Comp128_2},
                                                        {"comp128-3", SimAlgorithm::Comp128_3},
                                                        {"milenage", SimAlgorithm::Milenage},
                                                        {"xor", SimAlgorithm::Xor}}};

std::optional<SecureBytes> read_key(Section& section, std::string_view name)
{
    const Node* node = section.find(name);
    return node == nullptr
               ? std::nullopt
               : read_secret_hex(section.report(), *node, SizeRange::exactly(key_size), clause);
}

/// `opc`, or what follows from `op`; for Milenage alone.
void read_operator_key(Section& section, SimParameters& sim)
{
    section.exclusive({"opc", "op"});
    const auto opc = read_key(section, "opc");
    const auto op = read_key(section, "op");
    const bool given = section.has("opc") || section.has("op");
    if (sim.algorithm != SimAlgorithm::Milenage && given) {
        section.report().add(section.key_node(section.has("opc") ? "opc" : "op"),
                             "only milenage has an operator key", std::string{clause});
    }
    if (sim.algorithm == SimAlgorithm::Milenage && !given) {
        section.report().add(section.node(), "opc or op is missing here", std::string{clause});
    }
    if (opc) {
        sim.opc = *opc;
    } else if (op && !sim.ki.empty()) {
        const auto derived =
            crypto::Milenage::derive_opc(crypto::BlockView{sim.ki}, crypto::BlockView{*op});
        sim.opc = {derived.begin(), derived.end()};
    }
}

} // namespace

std::optional<SimParameters> read_sim_parameters(Section& gsm)
{
    const bool given = gsm.has("ki") || gsm.has("algorithm") || gsm.has("opc") || gsm.has("op");
    if (!given) {
        return std::nullopt;
    }
    SimParameters sim;
    static_cast<void>(gsm.require("ki", clause));
    static_cast<void>(gsm.require("algorithm", clause));
    sim.algorithm = gsm.choice("algorithm", algorithms).value_or(sim.algorithm);
    sim.ki = read_key(gsm, "ki").value_or(SecureBytes{});
    read_operator_key(gsm, sim);
    return sim;
}

} // namespace uicc::profiles
