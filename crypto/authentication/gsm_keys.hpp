#pragma once

#include "crypto/aes.hpp"
#include "crypto/secret_array.hpp"

#include <array>

namespace uicc::crypto::authentication {

/// What A3 and A8 make of one RAND, TS 43.020 Annex C.
struct GsmKeys {
    std::array<Byte, 4> sres{};
    SecretArray<8> kc{};
};

} // namespace uicc::crypto::authentication
