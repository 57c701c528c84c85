#pragma once

#include "daemon/cli/doctor/machine.hpp"
#include "daemon/cli/doctor/pcsc_readers.hpp"

#include <functional>
#include <string>
#include <vector>

namespace uicc::daemon::cli::doctor {

enum class Health { Good, Warning, Problem };

/// One thing that was looked at, and what to do about it.
struct Finding {
    Health health = Health::Good;
    std::string what{};
    std::string remedy{}; ///< empty when there is nothing to do
};

using AskPcsc = std::function<Result<std::vector<PcscReader>, std::string>()>;

/// Looks at everything between a card and a PC/SC client, from the service up.
[[nodiscard]] std::vector<Finding> examine(const Machine& machine, const AskPcsc& ask_pcsc);

/// Whether cards can be shown: nothing is a problem.
[[nodiscard]] bool is_healthy(const std::vector<Finding>& findings);

[[nodiscard]] std::string to_text(const std::vector<Finding>& findings);

} // namespace uicc::daemon::cli::doctor
