#pragma once

#include "daemon/control/json_rpc.hpp"

#include <filesystem>

namespace uicc::daemon::control {

/// Asks a daemon one thing and waits for its answer, half a minute at most. Errors are sentences:
/// the daemon's own, or why none could be reached.
[[nodiscard]] Result<Json, std::string> ask(const std::filesystem::path& path,
                                            std::string_view method,
                                            const Json& parameters);

} // namespace uicc::daemon::control
