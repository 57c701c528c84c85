#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"
#include "emulator/applications/aka/judgement.hpp"
#include "emulator/card/card_description.hpp"
#include "filesystem/memory/card_memory.hpp"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace uicc::daemon::explanation {

/// A challenge, and the application that it is for. Borrows the octets.
struct AutnQuestion {
    emulator::applications::aka::Kind application = emulator::applications::aka::Kind::Usim;
    ByteView rand{};
    ByteView autn{};
};

/// What an application would make of it. Holds no key.
struct AutnExplanation {
    std::string application{}; ///< "USIM"
    std::string algorithm{};   ///< "milenage"
    emulator::applications::aka::Verdict verdict{};
    std::uint16_t amf = 0;
    emulator::applications::aka::AmfPolicy amf_policy{};
    std::uint64_t sqn = 0; ///< means something only when the MAC is right
    emulator::applications::aka::Freshness freshness{};
    emulator::applications::aka::SqnPolicy sqn_policy{};
    std::uint64_t seq_of_ind = 0;  ///< the element of the array for the IND of `sqn`
    std::uint64_t highest_sqn = 0; ///< SQN_MS
    std::size_t res_size = 0;
    std::size_t ck_size = 0;
    std::size_t ik_size = 0;
    bool with_kc = false;
    Bytes auts{}; ///< where the answer is a resynchronisation
    std::string reason{};

    [[nodiscard]] std::uint64_t seq() const { return sqn >> sqn_policy.ind_bits; }
    [[nodiscard]] std::uint64_t ind() const { return sqn - (seq() << sqn_policy.ind_bits); }
    [[nodiscard]] std::uint64_t highest_seq() const { return highest_sqn >> sqn_policy.ind_bits; }
};

/// Of a card with this memory; of a new one without. The error is one sentence why there is nothing
/// to explain.
[[nodiscard]] Result<AutnExplanation, std::string> explain_autn(
    const emulator::CardDescription& card,
    const filesystem::CardMemory* memory,
    const AutnQuestion& question);

/// The kind that "USIM" or "ISIM" names.
[[nodiscard]] std::optional<emulator::applications::aka::Kind> kind_named(std::string_view name);

/// For people, some lines.
[[nodiscard]] std::string to_text(const AutnExplanation& explanation);

/// For programs, one object.
[[nodiscard]] nlohmann::ordered_json to_json(const AutnExplanation& explanation);

} // namespace uicc::daemon::explanation
