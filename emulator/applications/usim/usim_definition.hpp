#pragma once

#include "codec/secure_bytes.hpp"
#include "crypto/milenage.hpp"
#include "emulator/card/application.hpp"

#include <cstdint>
#include <optional>

namespace uicc::emulator::applications {

/// How sequence numbers are judged, TS 33.102 Annex C.
struct SqnPolicy {
    unsigned ind_bits = 5;                         ///< low bits of SQN that are IND, 0 to 16
    std::uint64_t delta = std::uint64_t{1} << 28U; ///< largest jump of SEQ that is accepted
    std::optional<std::uint64_t> age_limit{};      ///< L: how far behind the highest SEQ may lie
    std::uint64_t initial_sqn = 0;                 ///< 48 bits, of every array element at the start
};

/// A USIM with Milenage, TS 31.102 §7.1.
struct UsimParameters {
    SecureBytes k{};   ///< 16 octets
    SecureBytes opc{}; ///< 16 octets
    crypto::MilenageConstants constants{};
    SqnPolicy sqn{};
    unsigned res_size = 8;   ///< octets of RES given out, 4 to 8
    bool kc_in_3g = true;    ///< Kc behind IK: service 27 (GSM access)
    bool gsm_context = true; ///< P2=80 is served: service 38 (GSM security context)
};

[[nodiscard]] std::shared_ptr<const ApplicationDefinition> make_usim(filesystem::FileIndex adf,
                                                                     UsimParameters parameters);

} // namespace uicc::emulator::applications
