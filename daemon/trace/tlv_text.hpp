#pragma once

#include "codec/bytes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace uicc::daemon::trace {

/// A file control parameters template (62, or 6F as FCI) in words, one object a line: "82 file
/// descriptor: linear fixed EF, 3 records of 20 octets"; nothing for other data. Objects within
/// objects stand below them, indented by two blanks. TS 102 221 §11.1.1.3.
[[nodiscard]] std::optional<std::vector<std::string>> describe_fcp(ByteView data);

/// Data objects of any kind, tag and value a line; nothing when the data is not made of them.
[[nodiscard]] std::optional<std::vector<std::string>> describe_tlv(ByteView data);

} // namespace uicc::daemon::trace
