#pragma once

#include "codec/bytes.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace uicc::emulator::applications {

/// What applications of the device may do with an application of the card, GlobalPlatform Secure
/// Element Access Control §6.1: REF-AR-DO, a reference and its rights.
struct AccessRule {
    /// To which card application the rule applies.
    enum class Target : Byte {
        Aid,      ///< the one with this AID
        Any,      ///< those without a rule of their own
        Implicit, ///< the one that is selected by default on a channel
    };

    /// Commands that pass when the header and the masked octets match: header, then mask.
    using ApduFilter = std::array<Byte, 8>;

    Target target = Target::Any;
    Bytes aid{};                            ///< 5 to 16 octets
    Bytes device_application{};             ///< SHA-1 or SHA-256 of a certificate; empty: all
    std::string package{};                  ///< of an Android application; empty: all
    std::optional<bool> apdu_access{};      ///< always or never
    std::vector<ApduFilter> apdu_filters{}; ///< instead
    std::optional<bool> nfc_events{};
    Bytes permissions{}; ///< PERM-AR-DO, 8 octets: carrier privileges; empty: none named
};

/// REF-DO, tag E1: what a terminal asks for by GET DATA [Specific].
[[nodiscard]] Bytes encode_reference(const AccessRule& rule);

/// AR-DO, tag E3.
[[nodiscard]] Bytes encode_rights(const AccessRule& rule);

/// REF-AR-DO, tag E2.
[[nodiscard]] Bytes encode_access_rule(const AccessRule& rule);

} // namespace uicc::emulator::applications
