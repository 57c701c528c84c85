#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <span>
#include <string>
#include <vector>

namespace uicc::filesystem::contents {

/// EF.PL and EF.LI: two letters each after ISO 639, most preferred first; TS 102 221 §13.3.
[[nodiscard]] Result<Bytes, ContentError> encode_languages(std::span<const std::string> languages);

/// Unused entries, FFFF, are left out.
[[nodiscard]] Result<std::vector<std::string>, ContentError> decode_languages(ByteView body);

} // namespace uicc::filesystem::contents
