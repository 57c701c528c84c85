#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <span>
#include <vector>

namespace uicc::filesystem::contents {

/// EF.ACC, TS 31.102 §4.2.15: classes 0 to 9 of the subscribers and 11 to 15 of services; 10 is
/// for emergency calls and never allotted, TS 22.011 §4.2.
[[nodiscard]] Result<Bytes, ContentError> encode_access_classes(std::span<const unsigned> classes);

/// In ascending order, class 10 included if its bit is set.
[[nodiscard]] Result<std::vector<unsigned>, ContentError> decode_access_classes(ByteView body);

} // namespace uicc::filesystem::contents
