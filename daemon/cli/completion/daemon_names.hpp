#pragma once

#include "daemon/cli/command.hpp"
#include "daemon/cli/completion/completion.hpp"

namespace uicc::daemon::cli::completion {

/// Asks the daemon that a command line names with --control, else the usual one.
[[nodiscard]] Ask ask_daemon_of(Arguments words);

} // namespace uicc::daemon::cli::completion
