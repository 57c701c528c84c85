#pragma once

#include "daemon/cli/doctor/finding.hpp"
#include "daemon/cli/doctor/machine.hpp"

namespace uicc::daemon::cli::doctor {

/// Ports of the readers: who listens and where, who holds them, and whether vuiccd is among those.
void check_slots(const Machine& machine,
                 const std::vector<VpcdReader>& readers,
                 Findings& findings);

/// Daemons that run although there is no reader to look at.
void check_waiting_daemons(const Machine& machine, Findings& findings);

} // namespace uicc::daemon::cli::doctor
