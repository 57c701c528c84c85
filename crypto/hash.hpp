#pragma once

#include "codec/bytes.hpp"
#include "crypto/openssl/contexts.hpp"

#include <array>

namespace uicc::crypto {

using Sha1Digest = std::array<Byte, 20>;
using Sha256Digest = std::array<Byte, 32>;

/// SHA-1 (FIPS 180-4 §6.1), for the protocols that were fixed when it was still good.
[[nodiscard]] Sha1Digest sha1(ByteView octets);

/// SHA-256 (FIPS 180-4 §6.2) of all octets at once.
[[nodiscard]] Sha256Digest sha256(ByteView octets);

/// SHAKE256 (FIPS 202 §6.2): fills `out`, which may be of any size.
void shake256(ByteView octets, std::span<Byte> out);

/// SHA-256 of octets that come piece by piece.
class Sha256 {
public:
    Sha256();

    void update(ByteView octets);

    /// The digest of everything since construction or the last finish(); then starts afresh.
    [[nodiscard]] Sha256Digest finish();

private:
    void start();

    openssl::DigestContext context_;
};

} // namespace uicc::crypto
