#pragma once

#include "codec/secure_bytes.hpp"
#include "crypto/authentication/tuak.hpp"
#include "crypto/milenage.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

namespace uicc::emulator::applications::aka {

/// How sequence numbers are judged, TS 33.102 Annex C.
struct SqnPolicy {
    unsigned ind_bits = 5;                         ///< low bits of SQN that are IND, 0 to 16
    std::uint64_t delta = std::uint64_t{1} << 28U; ///< largest jump of SEQ that is accepted
    std::optional<std::uint64_t> age_limit{};      ///< L: how far behind the highest SEQ may lie
    std::uint64_t initial_sqn = 0;                 ///< 48 bits, of every array element at the start
    bool checked = true;                           ///< false: a test USIM takes any SQN
};

/// Bit 8 of the first octet of AMF, TS 33.102 Annex H: set in vectors for EPS and 5G. It is for the
/// terminal to look at; some cards do as well.
enum class SeparationBit { Any, Set, Clear };

struct AmfPolicy {
    SeparationBit separation_bit = SeparationBit::Any;
    /// An AMF that asks for a resynchronisation, AMF_RESYNCH of TS 34.108 §8.1.2.2.
    std::optional<std::uint16_t> resynchronise{};
};

/// TS 35.206
struct MilenageParameters {
    SecureBytes k{};   ///< 16 octets
    SecureBytes opc{}; ///< 16 octets
    crypto::MilenageConstants constants{};
    std::size_t res_size = 8; ///< octets of RES given out, 4 to 8
};

/// TS 35.231
struct TuakParameters {
    SecureBytes k{};    ///< 16 or 32 octets
    SecureBytes topc{}; ///< 32 octets
    crypto::authentication::TuakSizes sizes{};
    unsigned iterations = 1; ///< of Keccak, at least 1
};

/// The test algorithm of TS 34.108 §8.1.2
struct XorParameters {
    SecureBytes k{};           ///< 16 octets
    std::size_t res_size = 16; ///< octets of RES given out, 4 to 16
};

using AlgorithmParameters = std::variant<MilenageParameters, TuakParameters, XorParameters>;

/// What answers in the GSM context; by default the 3G algorithm with the conversions c2 and c3.
enum class GsmAlgorithm { From3g, Comp128_1, Comp128_2, Comp128_3, Xor };

struct GsmParameters {
    GsmAlgorithm algorithm = GsmAlgorithm::From3g;
    SecureBytes ki{}; ///< 16 octets, for an algorithm of its own
};

enum class Kind { Usim, Isim };

/// How a USIM (TS 31.102 §7.1) or an ISIM (TS 31.103 §7.1) authenticates.
struct Parameters {
    Kind kind = Kind::Usim;
    AlgorithmParameters algorithm{};
    GsmParameters gsm{};
    SqnPolicy sqn{};
    AmfPolicy amf{};
    bool kc_in_3g = true;    ///< Kc behind IK: a USIM with service 27 (GSM access)
    bool gsm_context = true; ///< P2=80 is served: a USIM with service 38 (GSM security context)
};

} // namespace uicc::emulator::applications::aka
