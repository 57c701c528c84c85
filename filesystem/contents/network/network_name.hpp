#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <string>

namespace uicc::filesystem::contents {

/// A record of EF.PNN, TS 31.102 §4.2.58.
struct NetworkName {
    std::string full{};
    std::string short_name{}; ///< empty: the object is left out

    friend bool operator==(const NetworkName&, const NetworkName&) = default;
};

/// Objects 43 and 45 with the coding of the information element of TS 24.008 §10.5.3.5a: packed
/// default alphabet where it suffices, else UCS2. Without fill.
[[nodiscard]] Result<Bytes, ContentError> encode_network_name(const NetworkName& name);

/// Objects other than the two names are left out, fill as well.
[[nodiscard]] Result<NetworkName, ContentError> decode_network_name(ByteView record);

} // namespace uicc::filesystem::contents
