#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <string>

namespace uicc::filesystem::contents {

/// EF.SPN, TS 31.102 §4.2.12.
struct ServiceProviderName {
    std::string name{};
    bool show_in_hplmn = false; ///< b1: the network's name as well when at home
    bool hide_in_oplmn = false; ///< b2: this name not in other networks

    friend bool operator==(const ServiceProviderName&, const ServiceProviderName&) = default;
};

/// 17 octets; the name has room for 16.
[[nodiscard]] Result<Bytes, ContentError> encode_spn(const ServiceProviderName& spn);

[[nodiscard]] Result<ServiceProviderName, ContentError> decode_spn(ByteView body);

} // namespace uicc::filesystem::contents
