#pragma once

#include "daemon/lab/child_process.hpp"

#include <filesystem>

namespace uicc::daemon::lab {

/// The command that runs another with network, mounts and processes of its own. Ending it ends all
/// of them; it passes no signals on.
[[nodiscard]] std::vector<std::string> sandboxed(const std::vector<std::string>& command);

/// Runs a program with network, mounts and processes of its own: whatever it starts ends with it,
/// and nobody outside notices. This process becomes that program; a sentence when it cannot.
[[nodiscard]] std::string enter_sandbox(const std::vector<std::string>& command);

/// Called inside, first of all: starts a pcscd with nothing but vpcd's two readers. `work` is a
/// folder for its configuration and its log. An error is a sentence.
[[nodiscard]] Result<ChildProcess, std::string> start_pcsc_service(
    const std::filesystem::path& work);

} // namespace uicc::daemon::lab
