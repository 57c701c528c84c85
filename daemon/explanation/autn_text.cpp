#include "codec/hex.hpp"
#include "daemon/explanation/autn_explanation.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

namespace uicc::daemon::explanation {
namespace {

namespace aka = emulator::applications::aka;

constexpr unsigned separation_bit = 0x8000;

bool mac_is_right(const AutnExplanation& explanation)
{
    return explanation.verdict != aka::Verdict::WrongMac;
}

bool is_refused(const AutnExplanation& explanation)
{
    return !mac_is_right(explanation) || explanation.verdict == aka::Verdict::WrongSeparationBit;
}

std::string sqn_text(std::uint64_t sqn)
{
    return fmt::format("{:012X}", sqn);
}

std::string line(std::string_view heading, std::string_view text)
{
    return fmt::format("{:<8}{}\n", heading, text);
}

std::string mac_text(const AutnExplanation& explanation)
{
    return mac_is_right(explanation)
               ? "right"
               : "wrong: the network has another key or algorithm, or RAND or AUTN was changed";
}

/// What bit 8 says, and what the profile asks of AMF.
std::string amf_text(const AutnExplanation& explanation)
{
    const bool is_set = (explanation.amf & separation_bit) != 0;
    std::string text = fmt::format("{:04X}: separation bit {}", explanation.amf,
                                   is_set ? "set (EPS, 5G)" : "clear (not for EPS and 5G)");
    if (explanation.amf_policy.separation_bit != aka::SeparationBit::Any) {
        const bool wanted = explanation.amf_policy.separation_bit == aka::SeparationBit::Set;
        text += fmt::format(", the profile wants it {}", wanted ? "set" : "clear");
    }
    if (explanation.amf_policy.resynchronise == explanation.amf) {
        text += ", asks to resynchronise";
    }
    return text;
}

/// "5 above", "0 above", "3 below"
std::string distance(std::uint64_t seq, std::uint64_t other)
{
    return seq >= other ? fmt::format("{} above", seq - other)
                        : fmt::format("{} below", other - seq);
}

std::string freshness_text(const AutnExplanation& explanation)
{
    switch (explanation.freshness) {
    case aka::Freshness::Fresh:
        return "fresh";
    case aka::Freshness::NotAbove:
        return "not fresh: SEQ must be above the one for its IND";
    case aka::Freshness::TooFarAhead:
        return "not fresh: SEQ jumps further than delta";
    case aka::Freshness::TooOld:
        return "not fresh: SEQ is older than the age limit allows";
    }
    return {};
}

std::string limits_text(const aka::SqnPolicy& policy)
{
    return fmt::format("{} bits of IND, delta {}, {}", policy.ind_bits, policy.delta,
                       policy.age_limit ? fmt::format("age limit {}", *policy.age_limit)
                                        : std::string{"no age limit"});
}

std::string sqn_lines(const AutnExplanation& explanation)
{
    const std::uint64_t seq = explanation.seq();
    std::string text = line("SQN", fmt::format("{}: SEQ {}, IND {}", sqn_text(explanation.sqn), seq,
                                               explanation.ind()));
    text += line("array",
                 fmt::format("SEQ {} for this IND, the highest is {}; {}", explanation.seq_of_ind,
                             explanation.highest_seq(), limits_text(explanation.sqn_policy)));
    text += line("", fmt::format("SEQ is {} that of its IND, {} the highest",
                                 distance(seq, explanation.seq_of_ind),
                                 distance(seq, explanation.highest_seq())));
    text += line("", explanation.sqn_policy.checked
                         ? freshness_text(explanation)
                         : freshness_text(explanation) + ", but the profile does not check");
    return text;
}

std::string answer_text(const AutnExplanation& explanation)
{
    if (is_refused(explanation)) {
        return "9862";
    }
    if (!explanation.auts.empty()) {
        return fmt::format("9000, DC with AUTS {} for SQN_MS {}", codec::to_hex(explanation.auts),
                           sqn_text(explanation.highest_sqn));
    }
    return fmt::format("9000, DB with RES ({} octets), CK ({}), IK ({}){}", explanation.res_size,
                       explanation.ck_size, explanation.ik_size,
                       explanation.with_kc ? ", Kc (8)" : "");
}

std::string_view freshness_word(aka::Freshness freshness)
{
    switch (freshness) {
    case aka::Freshness::Fresh:
        return "fresh";
    case aka::Freshness::NotAbove:
        return "not-above";
    case aka::Freshness::TooFarAhead:
        return "too-far-ahead";
    case aka::Freshness::TooOld:
        return "too-old";
    }
    return {};
}

/// What is known only when the MAC is right.
nlohmann::ordered_json sqn_object(const AutnExplanation& explanation)
{
    const aka::SqnPolicy& policy = explanation.sqn_policy;
    nlohmann::ordered_json object{{"value", sqn_text(explanation.sqn)},
                                  {"seq", explanation.seq()},
                                  {"ind", explanation.ind()},
                                  {"seq-of-ind", explanation.seq_of_ind},
                                  {"highest", sqn_text(explanation.highest_sqn)},
                                  {"delta", policy.delta},
                                  {"age-limit", nullptr},
                                  {"checked", policy.checked},
                                  {"freshness", freshness_word(explanation.freshness)}};
    if (policy.age_limit) {
        object["age-limit"] = *policy.age_limit;
    }
    return object;
}

} // namespace

std::string to_text(const AutnExplanation& explanation)
{
    std::string text = fmt::format("{} with {}\n", explanation.application, explanation.algorithm);
    text += line("MAC", mac_text(explanation));
    text += line("AMF", amf_text(explanation));
    if (mac_is_right(explanation)) {
        text += sqn_lines(explanation);
    }
    text += line("answer", answer_text(explanation));
    return explanation.reason.empty() ? text : text + line("why", explanation.reason);
}

nlohmann::ordered_json to_json(const AutnExplanation& explanation)
{
    nlohmann::ordered_json object{
        {"application", explanation.application},
        {"algorithm", explanation.algorithm},
        {"mac", mac_is_right(explanation) ? "right" : "wrong"},
        {"amf", fmt::format("{:04X}", explanation.amf)},
        {"separation-bit", (explanation.amf & separation_bit) != 0},
        {"status", is_refused(explanation) ? "9862" : "9000"},
    };
    if (mac_is_right(explanation)) {
        object["sqn"] = sqn_object(explanation);
    }
    if (!is_refused(explanation)) {
        object["answer"] = explanation.auts.empty() ? "DB" : "DC";
    }
    if (!explanation.auts.empty()) {
        object["auts"] = codec::to_hex(explanation.auts);
    }
    object["reason"] = explanation.reason;
    return object;
}

} // namespace uicc::daemon::explanation
