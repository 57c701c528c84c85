#pragma once

#include "crypto/openssl/contexts.hpp"
#include "crypto/random_source.hpp"

#include <cstdint>

namespace uicc::crypto {

/// The same octets for the same seed on every machine, however the calls divide them: the AES-128
/// counter mode keystream under SHA-256 of the seed. For repeatable runs, not for real keys.
class SeededRandom final : public RandomSource {
public:
    explicit SeededRandom(std::uint64_t seed);

    void fill(std::span<Byte> out) override;

private:
    openssl::CipherContext keystream_;
};

} // namespace uicc::crypto
