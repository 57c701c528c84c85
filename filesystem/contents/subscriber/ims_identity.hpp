#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <string>
#include <string_view>

namespace uicc::filesystem::contents {

/// EF.IMPI, EF.DOMAIN, EF.IMPU, EF.NAFKCA: UTF-8 in an object of tag 80, TS 31.103 §4.2.2 to
/// §4.2.4 and §4.2.11.
[[nodiscard]] Result<Bytes, ContentError> encode_ims_text(std::string_view text);

[[nodiscard]] Result<std::string, ContentError> decode_ims_text(ByteView octets);

/// EF.P-CSCF (TS 31.103 §4.2.8) and EF.ePDGId (TS 31.102 §4.2.104): an object of tag 80 with an
/// IPv4 or IPv6 address, or else a domain name.
[[nodiscard]] Result<Bytes, ContentError> encode_network_address(std::string_view address);

[[nodiscard]] Result<std::string, ContentError> decode_network_address(ByteView octets);

} // namespace uicc::filesystem::contents
