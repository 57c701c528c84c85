#pragma once

#include "daemon/cli/doctor/finding.hpp"
#include "daemon/cli/doctor/machine.hpp"

namespace uicc::daemon::cli::doctor {

/// What was found out about pcscd.
struct Service {
    bool can_answer = false; ///< runs, or the first client starts it
    std::filesystem::path configuration{};
};

[[nodiscard]] Service check_service(const Machine& machine, Findings& findings);

/// The vpcd readers that pcscd is to have.
[[nodiscard]] std::vector<VpcdReader> check_configuration(
    const Machine& machine, const std::filesystem::path& configuration, Findings& findings);

} // namespace uicc::daemon::cli::doctor
