#pragma once

#include "codec/bytes.hpp"

// What OpenSSL's own header calls it.
struct evp_cipher_st; // NOLINT(readability-identifier-naming)

namespace uicc::crypto::openssl {

enum class Direction : int { Decrypt = 0, Encrypt = 1 };

/// A cipher with its key and initial vector; the latter is empty where the mode has none.
struct KeyedCipher {
    const evp_cipher_st* cipher = nullptr;
    ByteView key{};
    ByteView iv{};
};

/// Whole blocks without padding; `in` and `out` have one size. Throws std::invalid_argument for a
/// key of a wrong size (a null cipher too) and for parts of blocks.
void run_cipher(const KeyedCipher& keyed, Direction direction, ByteView in, std::span<Byte> out);

} // namespace uicc::crypto::openssl
