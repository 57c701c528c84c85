#pragma once

#include <string>
#include <vector>

namespace uicc::daemon::cli::doctor {

/// Problems are what keeps cards from being shown.
enum class Health { Good, Warning, Problem };

/// One thing that was looked at, and what to do about it.
struct Finding {
    Health health = Health::Good;
    std::string what{};
    std::string remedy{}; ///< empty when there is nothing to do
};

using Findings = std::vector<Finding>;

} // namespace uicc::daemon::cli::doctor
