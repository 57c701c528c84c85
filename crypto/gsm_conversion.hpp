#pragma once

#include "crypto/secret_array.hpp"

#include <array>

namespace uicc::crypto {

/// SRES from RES of at least 4 octets: its 32-bit words xored, the last one filled up with zeros.
/// TS 33.102 §6.8.1.2, which knows up to 16 octets; TUAK has 32 as well.
[[nodiscard]] std::array<Byte, 4> c2(ByteView res);

/// Kc from CK and IK: the 64-bit halves of both xored, TS 33.102 §6.8.1.2; quarters of long keys.
[[nodiscard]] SecretArray<8> c3(ByteView ck, ByteView ik);

} // namespace uicc::crypto
