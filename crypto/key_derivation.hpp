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

/// ANSI X9.63 with SHA-256, SEC 1 §3.6.1: a key out of an agreed secret and information that both
/// sides share. Size in octets.
[[nodiscard]] SecureBytes derive_key_x963(ByteView secret, ByteView shared_info, std::size_t size);

enum class HashFunction : Byte { Sha1, Sha256 };

/// ICAO Doc 9303-11 §9.7.1: the first `size` octets of hash(secret || counter), the counter being 4
/// octets. More than the digest has is a mistake of the caller: std::invalid_argument.
[[nodiscard]] SecureBytes derive_key_by_hash(HashFunction hash,
                                             ByteView secret,
                                             std::uint32_t counter,
                                             std::size_t size);

} // namespace uicc::crypto
