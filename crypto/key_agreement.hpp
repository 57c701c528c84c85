#pragma once

#include "codec/secure_bytes.hpp"
#include "crypto/random_source.hpp"

#include <optional>

namespace uicc::crypto {

enum class AgreementCurve : Byte {
    X25519,    ///< RFC 7748; public keys of 32 octets
    Secp256r1, ///< SEC 2; public keys as compressed points, 33 octets
};

/// What one side of an ephemeral Diffie-Hellman exchange comes to.
struct KeyAgreement {
    Bytes ephemeral_key{};       ///< public, for the other side
    SecureBytes shared_secret{}; ///< 32 octets
};

/// Draws an ephemeral private key of 32 octets (again, where they are no scalar of the curve) and
/// agrees with the owner of `public_key`. Nothing when that is no public key of the curve.
[[nodiscard]] std::optional<KeyAgreement> agree_on_key(AgreementCurve curve,
                                                       ByteView public_key,
                                                       RandomSource& random);

} // namespace uicc::crypto
