#pragma once

#include "daemon/cli/command.hpp"
#include "daemon/control/json_rpc.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace uicc::daemon::cli {

/// What every command that talks to vuiccd understands.
struct ControlOptions {
    std::filesystem::path socket{};      ///< --control, else $VUICC_CONTROL, else the usual place
    bool json = false;                   ///< --json: the daemon's answer as it is
    std::optional<std::string> reader{}; ///< --reader HOST:PORT
    std::vector<std::string> words{};    ///< what is no option
};

/// The error is a sentence.
[[nodiscard]] Result<ControlOptions, std::string> parse_control_options(Arguments arguments);

/// The daemon's answer, or nothing after its complaint has gone to standard error.
[[nodiscard]] std::optional<control::Json> ask_or_complain(const ControlOptions& options,
                                                           std::string_view method,
                                                           const control::Json& parameters);

} // namespace uicc::daemon::cli
