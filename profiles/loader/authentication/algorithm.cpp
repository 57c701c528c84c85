#include "profiles/loader/authentication/algorithm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::profiles {
namespace {

namespace aka = emulator::applications::aka;
using yaml::Node;

constexpr std::string_view milenage_clause = "TS 35.206 §2";
constexpr std::string_view constants_clause = "TS 35.206 §5.3";
constexpr std::string_view tuak_clause = "TS 35.231 §5";
constexpr std::string_view xor_clause = "TS 34.108 §8.1.2";
constexpr std::string_view res_clause = "TS 33.102 §6.3.7";
constexpr std::size_t key_size = 16;
constexpr std::size_t long_key_size = 32;
constexpr std::uint64_t max_iterations = 255;

using Secret = std::optional<SecureBytes>;

Secret read_key(Section& section, std::string_view name, SizeRange size, std::string_view clause)
{
    const Node* node = section.find(name);
    return node == nullptr ? std::nullopt : read_secret_hex(section.report(), *node, size, clause);
}

/// A key of 16 octets, or of 32 where TUAK allows it.
Secret read_tuak_key(Section& section)
{
    const Secret k = read_key(section, "k", {key_size, long_key_size}, tuak_clause);
    if (k && k->size() != key_size && k->size() != long_key_size) {
        section.report().add(*section.find("k"), "16 or 32 octets are wanted here",
                             std::string{tuak_clause});
        return std::nullopt;
    }
    return k;
}

void require_key(Section& section, std::string_view name, std::string_view clause)
{
    if (!section.has(name)) {
        section.report().add(section.node(), fmt::format("{} is missing here", name),
                             std::string{clause});
    }
}

/// The operator's value as it is used with K, or what it is derived from; one of them.
struct OperatorKeys {
    std::string_view derived{}; ///< "opc"
    std::string_view plain{};   ///< "op"
    std::size_t size = 0;
    std::string_view clause{};
};

template <class Derive>
Secret read_operator_key(Section& section,
                         const OperatorKeys& names,
                         const Secret& k,
                         const Derive& derive)
{
    section.exclusive({names.derived, names.plain});
    const auto size = SizeRange::exactly(names.size);
    Secret derived = read_key(section, names.derived, size, names.clause);
    const Secret plain = read_key(section, names.plain, size, names.clause);
    if (!section.has(names.derived) && !section.has(names.plain)) {
        section.report().add(section.node(),
                             fmt::format("{} or {} is missing here", names.derived, names.plain),
                             std::string{names.clause});
    }
    return derived || !plain || !k ? derived : std::optional{derive(*k, *plain)};
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

/// The five functions differ by these alone, so that no two may be the same, TS 35.206 §5.3.
void check_constants(Section& section, const crypto::MilenageConstants& constants)
{
    const Node& where = section.has("r") ? section.key_node("r") : section.key_node("c");
    for (std::size_t i = 0; i < constants.r.size(); ++i) {
        for (std::size_t j = i + 1; j < constants.r.size(); ++j) {
            if (constants.r.at(i) == constants.r.at(j) && constants.c.at(i) == constants.c.at(j)) {
                section.report().add(
                    where, fmt::format("r and c have the same values at {} and {}", i + 1, j + 1),
                    std::string{constants_clause});
            }
        }
    }
}

void read_constants(Section& section, crypto::MilenageConstants& constants)
{
    Report& report = section.report();
    const std::size_t mistakes = report.size();
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
    if (report.size() == mistakes) {
        check_constants(section, constants);
    }
}

std::size_t read_size(Section& section,
                      std::string_view key,
                      NumberRange range,
                      std::size_t by_default)
{
    return static_cast<std::size_t>(section.number(key, range, res_clause).value_or(by_default));
}

aka::MilenageParameters read_milenage(Section& section)
{
    aka::MilenageParameters parameters;
    const Secret k = read_key(section, "k", SizeRange::exactly(key_size), milenage_clause);
    require_key(section, "k", milenage_clause);
    const auto derive = [](const SecureBytes& key, const SecureBytes& op) {
        const auto opc =
            crypto::Milenage::derive_opc(crypto::BlockView{key}, crypto::BlockView{op});
        return SecureBytes{opc.begin(), opc.end()};
    };
    parameters.opc = read_operator_key(section, {"opc", "op", key_size, milenage_clause}, k, derive)
                         .value_or(SecureBytes{});
    parameters.k = k.value_or(SecureBytes{});
    read_constants(section, parameters.constants);
    parameters.res_size = read_size(section, "res-size", {4, 8}, parameters.res_size);
    return parameters;
}

void read_tuak_sizes(Section& section, crypto::authentication::TuakSizes& sizes)
{
    constexpr std::array<Word<std::size_t>, 2> key_sizes{{{"16", 16}, {"32", 32}}};
    constexpr std::array<Word<std::size_t>, 3> mac_sizes{{{"8", 8}, {"16", 16}, {"32", 32}}};
    constexpr std::array<Word<std::size_t>, 4> res_sizes{
        {{"4", 4}, {"8", 8}, {"16", 16}, {"32", 32}}};
    sizes.mac = section.choice("mac-size", mac_sizes).value_or(sizes.mac);
    sizes.res = section.choice("res-size", res_sizes).value_or(sizes.res);
    sizes.ck = section.choice("ck-size", key_sizes).value_or(sizes.ck);
    sizes.ik = section.choice("ik-size", key_sizes).value_or(sizes.ik);
}

aka::TuakParameters read_tuak(Section& section)
{
    using crypto::authentication::Top;
    using crypto::authentication::Tuak;
    aka::TuakParameters parameters;
    const Secret k = read_tuak_key(section);
    require_key(section, "k", tuak_clause);
    parameters.iterations = static_cast<unsigned>(
        section.number("iterations", {1, max_iterations}, tuak_clause).value_or(1));
    const auto derive = [&parameters](const SecureBytes& key, const SecureBytes& top) {
        const auto topc = Tuak::derive_topc(key, Top{top}, parameters.iterations);
        return SecureBytes{topc.begin(), topc.end()};
    };
    parameters.topc =
        read_operator_key(section, {"topc", "top", long_key_size, tuak_clause}, k, derive)
            .value_or(SecureBytes{});
    parameters.k = k.value_or(SecureBytes{});
    read_tuak_sizes(section, parameters.sizes);
    return parameters;
}

aka::XorParameters read_xor(Section& section)
{
    aka::XorParameters parameters;
    require_key(section, "k", xor_clause);
    parameters.k =
        read_key(section, "k", SizeRange::exactly(key_size), xor_clause).value_or(SecureBytes{});
    parameters.res_size = read_size(section, "res-size", {4, 16}, parameters.res_size);
    return parameters;
}

struct Description {
    std::string_view name{};
    aka::AlgorithmParameters (*read)(Section& section) = nullptr;
};

constexpr std::array<Description, 3> descriptions{{
    {"milenage",
     [](Section& section) -> aka::AlgorithmParameters { return read_milenage(section); }},
    {"tuak", [](Section& section) -> aka::AlgorithmParameters { return read_tuak(section); }},
    {"xor", [](Section& section) -> aka::AlgorithmParameters { return read_xor(section); }},
}};

constexpr std::array<Word<std::size_t>, descriptions.size()> algorithm_words{
    {{"milenage", 0}, {"tuak", 1}, {"xor", 2}}};

/// The algorithms that have a section, as indices of `descriptions`.
std::vector<std::size_t> described(Section& application)
{
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < descriptions.size(); ++i) {
        if (application.has(descriptions.at(i).name)) {
            indices.push_back(i);
        }
    }
    return indices;
}

/// Which one counts; reports where the profile leaves that open.
std::optional<std::size_t> chosen(Section& application, const std::vector<std::size_t>& present)
{
    Report& report = application.report();
    if (const Node* node = application.find("algorithm")) {
        const auto wanted = read_choice(report, *node, algorithm_words);
        if (wanted && std::ranges::find(present, *wanted) == present.end()) {
            report.add(*node, fmt::format("{} has no section here", descriptions.at(*wanted).name));
        }
        return wanted;
    }
    if (present.empty()) {
        report.add(application.node(), "milenage, tuak or xor is missing here", "TS 33.102 §6.3.2");
        return std::nullopt;
    }
    if (present.size() > 1) {
        report.add(application.key_node(descriptions.at(present.back()).name),
                   fmt::format("{} and {} are both here: algorithm is missing, which chooses",
                               descriptions.at(present.front()).name,
                               descriptions.at(present.back()).name));
    }
    return present.front();
}

SecureBytes k_of(const aka::AlgorithmParameters& algorithm)
{
    return std::visit([](const auto& parameters) { return parameters.k; }, algorithm);
}

constexpr std::array<Word<aka::GsmAlgorithm>, 5> gsm_words{{
    {"3g", aka::GsmAlgorithm::From3g},
    {"comp128-1", aka::GsmAlgorithm::Comp128_1},
    {"comp128-2", aka::GsmAlgorithm::Comp128_2},
    {"comp128-3", aka::GsmAlgorithm::Comp128_3},
    {"xor", aka::GsmAlgorithm::Xor},
}};

} // namespace

bool has_algorithm(Section& application)
{
    return application.has("algorithm") || !described(application).empty();
}

aka::AlgorithmParameters read_algorithm(Section& application)
{
    const auto present = described(application);
    const auto choice = chosen(application, present);
    aka::AlgorithmParameters parameters;
    for (const std::size_t index : present) {
        const Description& description = descriptions.at(index);
        if (const Node* node = application.find(description.name)) {
            Section section{application.report(), *node, Keys::Secret};
            auto read = description.read(section);
            section.finish();
            if (index == choice) {
                parameters = std::move(read);
            }
        }
    }
    return parameters;
}

aka::GsmParameters read_gsm_algorithm(Section& application,
                                      const aka::AlgorithmParameters& algorithm)
{
    constexpr std::string_view clause = "TS 43.020 Annex C";
    Report& report = application.report();
    aka::GsmParameters gsm;
    gsm.algorithm = application.choice("gsm-algorithm", gsm_words).value_or(gsm.algorithm);
    const Secret ki = read_key(application, "ki", SizeRange::exactly(key_size), clause);
    if (gsm.algorithm == aka::GsmAlgorithm::From3g) {
        if (application.has("ki")) {
            report.add(application.key_node("ki"),
                       "ki is for a gsm-algorithm of its own, which is missing here");
        }
        return gsm;
    }
    gsm.ki = ki ? *ki : k_of(algorithm);
    if (!application.has("ki") && gsm.ki.size() > key_size) {
        report.add(application.key_node("gsm-algorithm"),
                   "ki is missing here: k is too long for this algorithm", std::string{clause});
    }
    return gsm;
}

} // namespace uicc::profiles
