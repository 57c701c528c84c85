#pragma once

#include "crypto/authentication/gsm_keys.hpp"
#include "emulator/applications/aka/parameters.hpp"

#include <memory>

namespace uicc::emulator::applications::aka {

/// What RAND alone decides: f2, f3, f4 and f5, in this order, in the sizes of the subscription.
struct ChallengeKeys {
    SecureBytes res{};
    SecureBytes ck{};
    SecureBytes ik{};
    crypto::SecretArray<6> ak{};
};

/// The functions of TS 33.102 §6.3 under the key of one subscription.
class Algorithm {
public:
    Algorithm() = default;
    Algorithm(const Algorithm&) = delete;
    Algorithm& operator=(const Algorithm&) = delete;
    Algorithm(Algorithm&&) = delete;
    Algorithm& operator=(Algorithm&&) = delete;
    virtual ~Algorithm() = default;

    /// Octets of the MAC in AUTN and in AUTS.
    [[nodiscard]] virtual std::size_t mac_size() const = 0;

    /// MAC-A of the network, to be compared in constant time.
    [[nodiscard]] virtual Bytes f1(crypto::BlockView rand,
                                   crypto::SqnView sqn,
                                   crypto::AmfView amf) const = 0;
    /// MAC-S of a resynchronisation.
    [[nodiscard]] virtual Bytes f1_star(crypto::BlockView rand,
                                        crypto::SqnView sqn,
                                        crypto::AmfView amf) const = 0;
    [[nodiscard]] virtual ChallengeKeys f2345(crypto::BlockView rand) const = 0;

    /// The anonymity key that hides SQN in a resynchronisation.
    [[nodiscard]] virtual crypto::SecretArray<6> f5_star(crypto::BlockView rand) const = 0;
};

/// Borrows the parameters.
[[nodiscard]] std::unique_ptr<const Algorithm> make_algorithm(
    const AlgorithmParameters& parameters);

/// SRES and Kc of the GSM context, from the algorithm that `gsm` names; `algorithm` is the one of
/// the 3G context.
[[nodiscard]] crypto::authentication::GsmKeys run_gsm_algorithm(const GsmParameters& gsm,
                                                                const Algorithm& algorithm,
                                                                crypto::BlockView rand);

} // namespace uicc::emulator::applications::aka
