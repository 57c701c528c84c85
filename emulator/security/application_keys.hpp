#pragma once

#include "emulator/security/global_platform/initiation.hpp"
#include "emulator/security/secure_messaging/mutual_authentication.hpp"
#include "filesystem/file.hpp"

#include <optional>
#include <vector>

namespace uicc::emulator {

/// A key set for ISO/IEC 7816-4 secure messaging, and what is agreed with it.
struct MessagingKeys {
    Byte version = 0; ///< P2 of EXTERNAL AUTHENTICATE names it, 01 to 1F
    secure_messaging::StaticKeys keys{};
    secure_messaging::KeyAgreement agreement = secure_messaging::icao;
    Bytes serial_number{}; ///< SN.ICC of CWA 14890, 8 octets
};

/// What a terminal can open sessions with, as the profile gives it: the keys of an application.
struct ApplicationKeys {
    filesystem::FileIndex owner{}; ///< its ADF; the MF for commands without an application
    std::vector<global_platform::KeySet> key_sets{};  ///< of secure channels
    std::optional<global_platform::Protocol> scp02{}; ///< of its DES key sets
    std::optional<global_platform::Protocol> scp03{}; ///< of its AES key sets
    global_platform::DiversificationData diversification_data{};
    std::vector<MessagingKeys> messaging{};
    unsigned tries = 0; ///< failed authentications in a row that lock a key set; 0: never
};

} // namespace uicc::emulator
