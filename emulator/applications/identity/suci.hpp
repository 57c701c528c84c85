#pragma once

#include "crypto/random_source.hpp"
#include "filesystem/contents/subscriber/subscription_privacy.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace uicc::emulator::applications::identity {

/// What a subscription identifier is concealed with, TS 33.501 §6.12.2.
struct Protection {
    filesystem::contents::ProtectionScheme scheme{};
    Byte key_identifier = 0; ///< of the home network's key; 0 in the null scheme
    Bytes key{};             ///< the key itself; none in the null scheme
    std::string routing_indicator = "0";
};

/// The SUCI of an IMSI as a 5GS mobile identity from octet 4 on, TS 24.501 §9.11.3.4. `mnc_length`
/// is 2 or 3, and the IMSI goes on behind the MNC. Nothing when the key is none of the scheme.
[[nodiscard]] std::optional<Bytes> suci_of_imsi(std::string_view imsi,
                                                std::size_t mnc_length,
                                                const Protection& protection,
                                                crypto::RandomSource& random);

/// The SUCI of a network specific identifier, "username@realm": a NAI once more, TS 23.003 §28.7.3.
[[nodiscard]] std::optional<Bytes> suci_of_nai(std::string_view nai,
                                               const Protection& protection,
                                               crypto::RandomSource& random);

} // namespace uicc::emulator::applications::identity
