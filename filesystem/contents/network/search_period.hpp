#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

namespace uicc::filesystem::contents {

/// EF.HPPLMN in minutes: a multiple of 6, 0 for no search at all; TS 31.102 §4.2.6, TS 22.011
/// §3.2.2.5.
[[nodiscard]] Result<Bytes, ContentError> encode_search_period(unsigned minutes);

[[nodiscard]] Result<unsigned, ContentError> decode_search_period(ByteView body);

} // namespace uicc::filesystem::contents
