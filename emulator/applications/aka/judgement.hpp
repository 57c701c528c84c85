#pragma once

#include "emulator/applications/aka/algorithm.hpp"
#include "emulator/applications/aka/sequence_numbers.hpp"

#include <optional>
#include <string>

namespace uicc::emulator::applications::aka {

/// RAND and the parts of AUTN, TS 33.102 §6.3.2. Borrows the octets.
struct Challenge {
    crypto::BlockView rand;
    crypto::SqnView concealed_sqn;
    crypto::AmfView amf;
    ByteView mac;
};

inline constexpr std::size_t rand_size = 16;

/// Octets of SQN and AMF, which stand before the MAC in AUTN.
inline constexpr std::size_t autn_head_size = 8;

/// Nothing when RAND has not 16 octets, or AUTN has no head or no MAC.
[[nodiscard]] std::optional<Challenge> challenge_of(ByteView rand, ByteView autn);

enum class Verdict {
    Accepted,
    WrongMac,            ///< 9862
    WrongSeparationBit,  ///< 9862 too: an authentication that the profile does not want
    NotFresh,            ///< AUTS
    AskedToResynchronise ///< AUTS, because AMF says so
};

/// What a card thinks of a challenge. SQN and its freshness mean something with a right MAC only.
struct Judgement {
    Verdict verdict = Verdict::WrongMac;
    std::uint64_t sqn = 0;
    Freshness freshness = Freshness::Fresh;
    ChallengeKeys keys{};

    [[nodiscard]] bool is_answered_by_auts() const noexcept
    {
        return verdict == Verdict::NotFresh || verdict == Verdict::AskedToResynchronise;
    }
};

[[nodiscard]] Judgement judge(const Parameters& parameters,
                              const Algorithm& algorithm,
                              const SequenceNumbers& numbers,
                              const Challenge& challenge);

/// AUTS: SQN_MS under AK*, and MAC-S, TS 33.102 §6.3.3.
[[nodiscard]] Bytes auts_of(const Algorithm& algorithm,
                            crypto::BlockView rand,
                            std::uint64_t sqn_ms);

/// Why it is no plain success, for people; empty when it is one. `numbers` are those that it was
/// judged by.
[[nodiscard]] std::string reason_of(const Judgement& judgement,
                                    const Parameters& parameters,
                                    const SequenceNumbers& numbers);

} // namespace uicc::emulator::applications::aka
