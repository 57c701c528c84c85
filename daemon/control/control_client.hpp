#pragma once

#include "daemon/control/json_rpc.hpp"

#include <filesystem>
#include <functional>

namespace uicc::daemon::control {

/// Asks a daemon one thing and waits for its answer, half a minute at most. Errors are sentences:
/// the daemon's own, or why none could be reached.
[[nodiscard]] Result<Json, std::string> ask(const std::filesystem::path& path,
                                            std::string_view method,
                                            const Json& parameters);

/// Asks a daemon for notifications and passes each on, until `heard` says false. Errors as above;
/// the end of the daemon is one.
[[nodiscard]] Result<void, std::string> listen(
    const std::filesystem::path& path,
    std::string_view method,
    const Json& parameters,
    const std::function<bool(const Json& notification)>& heard);

} // namespace uicc::daemon::control
