#pragma once

#include "codec/secure_bytes.hpp"

#include <string_view>

namespace uicc::crypto {

/// NIST SP 800-108 §4.1: KDF in counter mode with HMAC-SHA-256, as `openssl kdf KBKDF` computes it
/// from hexkey, salt (the label) and info (the context). Size in octets.
[[nodiscard]] SecureBytes derive_key(ByteView master_key,
                                     std::string_view label,
                                     std::string_view context,
                                     std::size_t size);

} // namespace uicc::crypto
