#pragma once

#include "daemon/cli/command.hpp"
#include "daemon/control/json_rpc.hpp"

#include <boost/program_options.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace uicc::daemon::cli {

/// What every command that talks to vuiccd understands.
struct ControlOptions {
    std::filesystem::path socket{};   ///< --control, else $VUICC_CONTROL, else the usual place
    bool json = false;                ///< --json: the daemon's answer as it is
    std::vector<std::string> words{}; ///< what is no option
    boost::program_options::variables_map given{}; ///< options of the command's own too
};

/// $VUICC_CONTROL unless it is empty, else the usual place.
[[nodiscard]] std::filesystem::path default_socket();

/// These, and the command's own options. The error is a sentence.
[[nodiscard]] Result<ControlOptions, std::string> parse_control_options(
    Arguments arguments, const boost::program_options::options_description& own = {});

/// The daemon's answer, or nothing after its complaint has gone to standard error.
[[nodiscard]] std::optional<control::Json> ask_or_complain(const ControlOptions& options,
                                                           std::string_view method,
                                                           const control::Json& parameters);

} // namespace uicc::daemon::cli
