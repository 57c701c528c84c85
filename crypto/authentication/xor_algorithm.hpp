#pragma once

#include "crypto/authentication/gsm_keys.hpp"
#include "crypto/milenage.hpp"

namespace uicc::crypto::authentication {

/// What RAND alone decides under the test algorithm.
struct XorKeys {
    SecretBlock res{}; ///< its beginning, 4 to 16 octets, is what a card gives out
    SecretBlock ck{};
    SecretBlock ik{};
    SecretArray<6> ak{};
};

/// The test algorithm of TS 34.108 §8.1.2: f2 to f5. f5* is f5.
[[nodiscard]] XorKeys xor_f2345(BlockView k, BlockView rand);

/// Its f1, which is f1* too.
[[nodiscard]] Mac xor_f1(BlockView k, BlockView rand, SqnView sqn, AmfView amf);

/// The test algorithm of GSM, TS 51.010-1 §A4.1.2.
[[nodiscard]] GsmKeys xor_gsm(BlockView ki, BlockView rand);

} // namespace uicc::crypto::authentication
