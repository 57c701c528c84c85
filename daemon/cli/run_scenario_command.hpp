#pragma once

#include "daemon/cli/run_options.hpp"

namespace uicc::daemon::cli {

/// The name of a trace as given, with what {scenario} stands for in a run of this scenario.
[[nodiscard]] std::string trace_of(std::string given,
                                   const std::string& id,
                                   const std::string& rule);

/// Runs the one scenario of a job in this process, inside a sandbox if asked for, and writes its
/// result into the file that was named. The exit status only says whether that was possible.
[[nodiscard]] int run_one_scenario(const RunArguments& given, Arguments arguments);

} // namespace uicc::daemon::cli
