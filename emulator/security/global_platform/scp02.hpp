#pragma once

#include "crypto/des.hpp"
#include "emulator/security/global_platform/key_set.hpp"
#include "emulator/security/global_platform/session_keys.hpp"

namespace uicc::emulator::global_platform {

/// Constants of the SCP02 session keys, GPCS §E.4.1.
enum class Scp02Derivation : std::uint16_t {
    Mac = 0x0101,
    RMac = 0x0102,
    Dek = 0x0181,
    Enc = 0x0182,
};

[[nodiscard]] SecureBytes scp02_derive(ByteView key,
                                       Scp02Derivation constant,
                                       std::uint16_t sequence_counter);

/// All four session keys; from three static keys, or from `enc` alone as the base key.
[[nodiscard]] SessionKeys scp02_session_keys(const StaticKeys& keys,
                                             bool three_keys,
                                             std::uint16_t sequence_counter);

/// Card and host cryptogram, GPCS §E.4.2. The card challenge has 6 octets.
[[nodiscard]] Cryptograms scp02_cryptograms(ByteView s_enc,
                                            ByteView host_challenge,
                                            std::uint16_t sequence_counter,
                                            ByteView card_challenge);

/// MAC over the AID, GPCS §E.4.5: the first ICV of an implicit session; its first six octets are
/// the pseudo-random card challenge (§E.4.2.3).
[[nodiscard]] crypto::DesBlock scp02_mac_of_aid(ByteView s_mac, ByteView aid);

/// The MAC of GPCS §E.4.3 and §E.4.4: retail MAC over the padded message.
[[nodiscard]] crypto::DesBlock scp02_mac(ByteView key,
                                         const crypto::DesBlock& icv,
                                         SecureBytes message);

} // namespace uicc::emulator::global_platform
