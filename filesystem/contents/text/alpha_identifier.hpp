#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace uicc::filesystem::contents {

inline constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

/// A name as terminals show it: in the GSM default alphabet if that has its characters, else in the
/// shortest of the three UCS2 forms, TS 102 221 Annex A. Without fill; an error when it needs more
/// than `capacity` octets.
[[nodiscard]] Result<Bytes, ContentError> encode_alpha(std::string_view utf8,
                                                       std::size_t capacity = unlimited);

/// UTF-8 of a field that is filled up with FF; what cannot be read becomes U+FFFD.
[[nodiscard]] std::string decode_alpha(ByteView field);

} // namespace uicc::filesystem::contents
