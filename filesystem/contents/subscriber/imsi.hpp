#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <string>
#include <string_view>

namespace uicc::filesystem::contents {

/// EF.IMSI, 9 octets with the unused ones FF, TS 31.102 §4.2.2. 6 to 15 digits: MCC, MNC and at
/// least one more, TS 23.003 §2.2.
[[nodiscard]] Result<Bytes, ContentError> encode_imsi(std::string_view digits);

[[nodiscard]] Result<std::string, ContentError> decode_imsi(ByteView body);

} // namespace uicc::filesystem::contents
