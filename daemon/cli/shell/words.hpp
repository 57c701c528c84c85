#pragma once

#include "codec/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace uicc::daemon::cli::shell {

/// The words of a line: blanks separate them, quotes and backslashes keep what they would separate,
/// # at the beginning of a word begins a comment. The error is a sentence.
[[nodiscard]] Result<std::vector<std::string>, std::string> split_line(std::string_view line);

} // namespace uicc::daemon::cli::shell
