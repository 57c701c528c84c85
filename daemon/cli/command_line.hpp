#pragma once

#include "daemon/cli/command.hpp"

#include <boost/program_options.hpp>

namespace uicc::daemon::cli {

/// Reads the options of a command; words that are none go to `positional`, at most so many (-1: any
/// number). Abbreviations are refused. Throws boost::program_options::error.
[[nodiscard]] boost::program_options::variables_map parse_command_line(
    Arguments arguments,
    const boost::program_options::options_description& known,
    const char* positional,
    int most = -1);

} // namespace uicc::daemon::cli
