#pragma once

#include "codec/bytes.hpp"
#include "crypto/secret_array.hpp"

namespace uicc::crypto {

/// HMAC-SHA-256, RFC 2104.
[[nodiscard]] SecretArray<32> hmac_sha256(ByteView key, ByteView octets);

} // namespace uicc::crypto
