#pragma once

#include "crypto/secret_array.hpp"

#include <array>

namespace uicc::crypto {

/// SRES from RES of 4 to 16 octets: its 32-bit words xored, the last one filled up with zeros.
/// TS 33.102 §6.8.1.2.
[[nodiscard]] std::array<Byte, 4> c2(ByteView res);

/// Kc from CK and IK: the 64-bit halves of both xored, TS 33.102 §6.8.1.2.
[[nodiscard]] SecretArray<8> c3(std::span<const Byte, 16> ck, std::span<const Byte, 16> ik);

} // namespace uicc::crypto
