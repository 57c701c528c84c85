#pragma once

#include "crypto/key_agreement.hpp"

#include <array>
#include <optional>

namespace uicc::crypto {

/// What ECIES makes of a subscription identifier, TS 33.501 Annex C.3.2.
struct ConcealedIdentifier {
    Bytes ephemeral_key{}; ///< 32 octets in profile A, 33 in profile B
    Bytes ciphertext{};    ///< as long as the identifier
    std::array<Byte, 8> tag{};
};

/// Protection scheme profile A (X25519) or B (secp256r1), TS 33.501 Annex C.3.4, with an ephemeral
/// key of its own. Nothing when the key of the home network is none of the curve.
[[nodiscard]] std::optional<ConcealedIdentifier> conceal_identifier(AgreementCurve curve,
                                                                    ByteView home_network_key,
                                                                    ByteView identifier,
                                                                    RandomSource& random);

} // namespace uicc::crypto
