#include "emulator/applications/aka/judgement.hpp"

#include "codec/byte_writer.hpp"

#include <fmt/format.h>

#include <array>

namespace uicc::emulator::applications::aka {
namespace {

constexpr std::array<Byte, 2> resynchronisation_amf{0, 0}; // TS 33.102 §6.3.3
constexpr unsigned separation_bit = 0x8000;

/// SQN xor AK as it travels, and back, TS 33.102 §6.3.2.
crypto::Sqn conceal(crypto::SqnView sqn, const crypto::SecretArray<6>& ak)
{
    crypto::Sqn hidden{};
    for (std::size_t i = 0; i < hidden.size(); ++i) {
        hidden[i] = static_cast<Byte>(sqn[i] ^ ak.data()[i]);
    }
    return hidden;
}

std::uint64_t number_of(ByteView octets)
{
    std::uint64_t number = 0;
    for (const Byte octet : octets) {
        number = number << 8U | octet;
    }
    return number;
}

bool is_wanted(const AmfPolicy& policy, std::uint64_t amf)
{
    const bool is_set = (amf & separation_bit) != 0;
    return policy.separation_bit == SeparationBit::Any ||
           is_set == (policy.separation_bit == SeparationBit::Set);
}

/// What follows from a right MAC.
Verdict verdict_on(const Parameters& parameters, std::uint64_t amf, Freshness freshness)
{
    if (!is_wanted(parameters.amf, amf)) {
        return Verdict::WrongSeparationBit;
    }
    if (parameters.amf.resynchronise == amf) {
        return Verdict::AskedToResynchronise;
    }
    const bool is_stale = parameters.sqn.checked && freshness != Freshness::Fresh;
    return is_stale ? Verdict::NotFresh : Verdict::Accepted;
}

/// "SEQ 1 of its IND", and what a fresh SEQ is to it.
std::string bound_of(const Judgement& judgement,
                     const SqnPolicy& policy,
                     const SequenceNumbers& numbers)
{
    const std::uint64_t highest_seq = numbers.highest() >> policy.ind_bits;
    switch (judgement.freshness) {
    case Freshness::NotAbove:
        return fmt::format("not above SEQ {} of its IND", numbers.seq_beside(judgement.sqn));
    case Freshness::TooFarAhead:
        return fmt::format("more than delta ({}) above {}, the highest SEQ", policy.delta,
                           highest_seq);
    case Freshness::TooOld:
        return fmt::format("the age limit ({}) or more below {}, the highest SEQ",
                           policy.age_limit.value_or(0), highest_seq);
    case Freshness::Fresh:
        break;
    }
    return "fresh";
}

} // namespace

std::optional<Challenge> challenge_of(ByteView rand, ByteView autn)
{
    if (rand.size() != rand_size || autn.size() <= autn_head_size) {
        return std::nullopt;
    }
    return Challenge{rand.first<rand_size>(), autn.first<6>(), autn.subspan(6).first<2>(),
                     autn.subspan(autn_head_size)};
}

Judgement judge(const Parameters& parameters,
                const Algorithm& algorithm,
                const SequenceNumbers& numbers,
                const Challenge& challenge)
{
    Judgement judgement{.keys = algorithm.f2345(challenge.rand)};
    const crypto::Sqn sqn = conceal(challenge.concealed_sqn, judgement.keys.ak);
    judgement.sqn = number_of(sqn);
    judgement.freshness = numbers.freshness_of(judgement.sqn);
    if (equal_in_constant_time(algorithm.f1(challenge.rand, sqn, challenge.amf), challenge.mac)) {
        judgement.verdict = verdict_on(parameters, number_of(challenge.amf), judgement.freshness);
    }
    return judgement;
}

Bytes auts_of(const Algorithm& algorithm, crypto::BlockView rand, std::uint64_t sqn_ms)
{
    Bytes octets;
    codec::append_number(octets, sqn_ms, 6);
    const crypto::SqnView sqn{octets.data(), 6};
    Bytes auts;
    codec::append(auts, conceal(sqn, algorithm.f5_star(rand)));
    codec::append(auts, algorithm.f1_star(rand, sqn, resynchronisation_amf));
    return auts;
}

std::string reason_of(const Judgement& judgement,
                      const Parameters& parameters,
                      const SequenceNumbers& numbers)
{
    switch (judgement.verdict) {
    case Verdict::WrongMac:
        return "the MAC in AUTN is wrong";
    case Verdict::WrongSeparationBit:
        return "the separation bit of AMF is not as the profile wants it";
    case Verdict::NotFresh: {
        const std::uint64_t seq = judgement.sqn >> parameters.sqn.ind_bits;
        return fmt::format("AUTS, SQN {:012X} (SEQ {}, IND {}) is {}", judgement.sqn, seq,
                           judgement.sqn - (seq << parameters.sqn.ind_bits),
                           bound_of(judgement, parameters.sqn, numbers));
    }
    case Verdict::AskedToResynchronise:
        return fmt::format("AUTS, AMF {:04X} asks to resynchronise",
                           parameters.amf.resynchronise.value_or(0));
    case Verdict::Accepted:
        break;
    }
    return {};
}

} // namespace uicc::emulator::applications::aka
