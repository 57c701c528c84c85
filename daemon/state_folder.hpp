#pragma once

#include "codec/result.hpp"

#include <filesystem>
#include <string>

namespace uicc::daemon {

/// $XDG_STATE_HOME/vuicc, else ~/.local/state/vuicc. An error says which variable is missing.
[[nodiscard]] Result<std::filesystem::path, std::string> default_state_folder();

/// Makes the folder and what leads to it, for its owner only. An error names folder and reason.
[[nodiscard]] Result<void, std::string> make_state_folder(const std::filesystem::path& folder);

} // namespace uicc::daemon
