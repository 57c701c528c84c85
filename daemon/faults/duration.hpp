#pragma once

#include "codec/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace uicc::daemon::faults {

/// "500ms", "2s", "1.5s", "1min" to whole milliseconds; the error is a sentence.
[[nodiscard]] Result<std::chrono::milliseconds, std::string> parse_duration(std::string_view text);

/// The shortest of these forms.
[[nodiscard]] std::string to_text(std::chrono::milliseconds duration);

} // namespace uicc::daemon::faults
