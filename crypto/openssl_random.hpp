#pragma once

#include "crypto/random_source.hpp"

namespace uicc::crypto {

/// Unpredictable octets from OpenSSL's generator, which the operating system seeds.
class OpenSslRandom final : public RandomSource {
public:
    void fill(std::span<Byte> out) override;
};

} // namespace uicc::crypto
