#pragma once

#include "emulator/security/global_platform/key_set.hpp"
#include "emulator/security/global_platform/session_keys.hpp"

namespace uicc::emulator::global_platform {

/// Data derivation constants of SCP03, Amendment D §4.1.5 table 4-1.
enum class Scp03Derivation : Byte {
    CardCryptogram = 0x00,
    HostCryptogram = 0x01,
    CardChallenge = 0x02,
    Enc = 0x04,
    Mac = 0x06,
    RMac = 0x07,
};

/// The data derivation scheme of Amendment D §4.1.5: SP 800-108 in counter mode with CMAC.
[[nodiscard]] SecureBytes scp03_derive(ByteView key,
                                       Scp03Derivation constant,
                                       ByteView context,
                                       std::size_t size);

/// Amendment D §6.2.1.
[[nodiscard]] SessionKeys scp03_session_keys(const StaticKeys& keys,
                                             ByteView host_challenge,
                                             ByteView card_challenge);

/// Amendment D §6.2.2.2 and §6.2.2.3; each as long as a challenge.
[[nodiscard]] Cryptograms scp03_cryptograms(ByteView s_mac,
                                            ByteView host_challenge,
                                            ByteView card_challenge);

/// The pseudo-random card challenge, Amendment D §6.2.2.1: anyone with the keys can foresee it.
[[nodiscard]] Bytes scp03_card_challenge(ByteView static_enc,
                                         std::uint32_t sequence_counter,
                                         ByteView aid,
                                         std::size_t size);

} // namespace uicc::emulator::global_platform
