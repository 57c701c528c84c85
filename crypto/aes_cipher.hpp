#pragma once

#include "codec/secure_bytes.hpp"
#include "crypto/aes.hpp"

namespace uicc::crypto {

// AES (FIPS 197) with keys of 16, 24 or 32 octets. A key of another size and parts of blocks are
// mistakes of the caller: std::invalid_argument.

/// CBC mode (SP 800-38A §6.2) on whole blocks, no padding.
[[nodiscard]] Bytes aes_cbc_encrypt(ByteView key, BlockView iv, ByteView plain);
[[nodiscard]] SecureBytes aes_cbc_decrypt(ByteView key, BlockView iv, ByteView cipher);

/// One block by itself.
[[nodiscard]] Block aes_encrypt_block(ByteView key, BlockView plain);

} // namespace uicc::crypto
