#pragma once

#include "codec/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace uicc::daemon::client {

/// Replaces a file in one step, so that there is always the old or the new one; only its owner can
/// read it. The error is a sentence that names the file.
[[nodiscard]] Result<void, std::string> replace_file(const std::filesystem::path& file,
                                                     std::string_view text);

} // namespace uicc::daemon::client
