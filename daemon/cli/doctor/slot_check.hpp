#pragma once

#include "daemon/cli/doctor/finding.hpp"
#include "daemon/cli/doctor/machine.hpp"

namespace uicc::daemon::cli::doctor {

/// Ports of the readers: who listens and where, who holds them, and whether vuiccd is among those.
void check_slots(const Machine& machine,
                 const std::vector<VpcdReader>& readers,
                 Findings& findings);

/// What can be said although no pcscd runs: who holds the ports that its readers will need, or
/// vpcd's usual ones where no reader is configured, and which daemons wait.
void check_without_service(const Machine& machine,
                           const std::vector<VpcdReader>& readers,
                           Findings& findings);

} // namespace uicc::daemon::cli::doctor
