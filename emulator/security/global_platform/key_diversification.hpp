#pragma once

#include "emulator/security/global_platform/key_set.hpp"

#include <array>

namespace uicc::emulator::global_platform {

/// Part of the answer to INITIALIZE UPDATE: what hosts derive the static keys of this card from.
using DiversificationData = std::array<Byte, 10>;

/// How issuers derive the static keys of a card from a master key. Customs of the field, not part
/// of the GlobalPlatform specifications.
enum class Diversification : Byte {
    Kdf3,  ///< AES: SP 800-108 with CMAC
    Emv,   ///< 3DES: EMV Card Personalization Specification §4.1
    Visa2, ///< 3DES
};

[[nodiscard]] StaticKeys diversify(Diversification method,
                                   ByteView master_key,
                                   const DiversificationData& data);

} // namespace uicc::emulator::global_platform
