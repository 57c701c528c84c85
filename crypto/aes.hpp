#pragma once

#include "codec/bytes.hpp"
#include "crypto/openssl/contexts.hpp"
#include "crypto/secret_array.hpp"

#include <array>

namespace uicc::crypto {

using Block = std::array<Byte, 16>;
using BlockView = std::span<const Byte, 16>;
using SecretBlock = SecretArray<16>;

/// AES-128 on single blocks (FIPS 197), keyed once. The key lives in the cipher's schedule only and
/// is cleared with it. Not to be used by two threads at a time, nor after being moved from.
class Aes128Block {
public:
    explicit Aes128Block(BlockView key);

    /// `in` and `out` may be the same block.
    void encrypt(BlockView in, std::span<Byte, 16> out) const;

private:
    openssl::CipherContext context_;
};

} // namespace uicc::crypto
