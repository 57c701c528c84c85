#pragma once

#include "codec/secure_bytes.hpp"

#include <array>

namespace uicc::crypto {

using DesBlock = std::array<Byte, 8>;
using DesBlockView = std::span<const Byte, 8>;

// Triple DES (SP 800-67) with keys of 16 (K1 K2 K1) or 24 octets, on whole blocks, no padding. A
// key of another size and parts of blocks are mistakes of the caller: std::invalid_argument. Nobody
// looks at parity bits.

[[nodiscard]] Bytes triple_des_cbc_encrypt(ByteView key, DesBlockView iv, ByteView plain);
[[nodiscard]] SecureBytes triple_des_cbc_decrypt(ByteView key, DesBlockView iv, ByteView cipher);
[[nodiscard]] Bytes triple_des_ecb_encrypt(ByteView key, ByteView plain);
[[nodiscard]] SecureBytes triple_des_ecb_decrypt(ByteView key, ByteView cipher);

/// Makes the number of ones in each octet odd by its last bit, as DES keys have it.
void set_odd_parity(std::span<Byte> key);

/// One block of single DES (FIPS 46-3).
[[nodiscard]] DesBlock des_encrypt_block(DesBlockView key, DesBlockView plain);

/// ISO/IEC 9797-1 MAC algorithm 3 with DES, all 8 octets: single DES in CBC mode, triple DES on the
/// last block. `padded` holds at least one block and no part of one.
[[nodiscard]] DesBlock retail_mac(std::span<const Byte, 16> key, DesBlockView iv, ByteView padded);

} // namespace uicc::crypto
