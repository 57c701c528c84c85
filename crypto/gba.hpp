#pragma once

#include "codec/bytes.hpp"
#include "crypto/secret_array.hpp"

#include <array>

namespace uicc::crypto {

/// Which of the two keys of a network application function (NAF), TS 33.220 §5.3.2.
enum class NafKey : Byte {
    External, ///< Ks_ext_NAF, "gba-me": for the terminal
    Internal, ///< Ks_int_NAF, "gba-u": stays on the card
};

/// What a NAF key is bound to, TS 33.220 Annex B.3; each shorter than 65,536 octets.
struct NafBinding {
    ByteView rand{};
    ByteView impi{};   ///< UTF-8
    ByteView naf_id{}; ///< FQDN and the 5 octets of the Ua security protocol
};

/// KDF(Ks, "gba-me" or "gba-u", RAND, IMPI, NAF_Id) with Ks = CK || IK.
[[nodiscard]] SecretArray<32> derive_naf_key(NafKey which, ByteView ks, const NafBinding& binding);

/// What AUTN* of GBA_U has been changed by: MAC* = MAC xor Trunc(SHA-1(IK)), the first 64 bits,
/// TS 33.220 §5.3.2.
[[nodiscard]] std::array<Byte, 8> gba_mac_modification(ByteView ik);

} // namespace uicc::crypto
