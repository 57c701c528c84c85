#pragma once

#include "daemon/cli/doctor/finding.hpp"
#include "daemon/cli/doctor/machine.hpp"
#include "daemon/pcsc/pcsc_readers.hpp"

#include <functional>

namespace uicc::daemon::cli::doctor {

using pcsc::PcscReader;
using AskPcsc = std::function<Result<std::vector<PcscReader>, std::string>()>;

/// Looks at everything between a card and a PC/SC client, from the service up.
[[nodiscard]] Findings examine(const Machine& machine, const AskPcsc& ask_pcsc);

/// Whether cards can be shown: nothing is a problem.
[[nodiscard]] bool is_healthy(const Findings& findings);

/// A block per finding and a verdict.
[[nodiscard]] std::string to_text(const Findings& findings);

} // namespace uicc::daemon::cli::doctor
