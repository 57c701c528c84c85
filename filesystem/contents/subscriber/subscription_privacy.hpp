#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace uicc::filesystem::contents {

/// EF.Routing_Indicator, 1 to 4 digits in 4 octets, TS 31.102 §4.4.11.11.
[[nodiscard]] Result<Bytes, ContentError> encode_routing_indicator(std::string_view digits);

[[nodiscard]] Result<std::string, ContentError> decode_routing_indicator(ByteView body);

/// Protection scheme of a concealed identifier, TS 33.501 Annex C.1.
enum class ProtectionScheme : Byte { Null = 0, ProfileA = 1, ProfileB = 2 };

/// null-scheme, profile-a, profile-b.
[[nodiscard]] Result<ProtectionScheme, ContentError> parse_protection_scheme(std::string_view text);
[[nodiscard]] std::string protection_scheme_name(ProtectionScheme scheme);

/// EF.SUCI_Calc_Info, TS 31.102 §4.4.11.8.
struct SuciCalculation {
    struct Scheme {
        ProtectionScheme scheme{};
        Byte key_index = 0; ///< 1: the first key; 0: none

        friend bool operator==(const Scheme&, const Scheme&) = default;
    };
    struct Key {
        Byte identifier = 0;
        Bytes octets{}; ///< public key of the home network

        friend bool operator==(const Key&, const Key&) = default;
    };

    std::vector<Scheme> schemes{}; ///< most preferred first
    std::vector<Key> keys{};

    friend bool operator==(const SuciCalculation&, const SuciCalculation&) = default;
};

/// An error when a scheme names a key that is not there.
[[nodiscard]] Result<Bytes, ContentError> encode_suci_calculation(const SuciCalculation& suci);

[[nodiscard]] Result<SuciCalculation, ContentError> decode_suci_calculation(ByteView body);

} // namespace uicc::filesystem::contents
