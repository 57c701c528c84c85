#pragma once

#include "codec/result.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace uicc::daemon {

/// A fault as people write it: JSON or YAML, with or without the braces around it. Everything that
/// is neither list nor object comes back as text, for 6E00 is no number here. Errors say line and
/// column.
[[nodiscard]] Result<nlohmann::json, std::string> read_fault_text(std::string_view text);

} // namespace uicc::daemon
