#pragma once

#include "codec/secure_bytes.hpp"

#include <array>
#include <cstdint>

namespace uicc::emulator::global_platform {

/// Key type of the PUT KEY and key information coding, GPCS §11.1.8.
enum class KeyType : Byte {
    Des = 0x80, ///< two-key 3DES: SCP02
    Aes = 0x88, ///< AES-128, 192 or 256: SCP03
};

/// The three keys of a key set, all of one size. Where SCP02 has a single base key, it is `enc`.
struct StaticKeys {
    SecureBytes enc{}; ///< key identifier 01
    SecureBytes mac{}; ///< key identifier 02
    SecureBytes dek{}; ///< key identifier 03
};

/// The keys of a security domain under one key version number, GPCS §7.5.
struct KeySet {
    Byte version = 0; ///< 01 to 7F; FF for the initial keys of an issuer security domain
    KeyType type{};
    StaticKeys keys{};
    /// Of the next secure channel session: whoever keeps the key set counts it up, for good, once
    /// that session is established. Two octets for DES, three for AES.
    std::uint32_t sequence_counter = 0;
};

/// DES keys have 16 octets here, AES keys 16, 24 or 32.
[[nodiscard]] bool is_key_size(KeyType type, std::size_t size) noexcept;

/// Tells a key from others without telling what it is, GPCS §B.5 (DES), Amendment D §4.1.4 (AES).
using KeyCheckValue = std::array<Byte, 3>;
[[nodiscard]] KeyCheckValue key_check_value(KeyType type, ByteView key);

} // namespace uicc::emulator::global_platform
