#include "daemon/cli/command.hpp"
#include "daemon/cli/doctor/examination.hpp"

#include <iostream>

namespace uicc::daemon::cli {

int run_doctor(Arguments arguments)
{
    if (!arguments.empty()) {
        return complain("doctor", "takes no arguments");
    }
    const auto findings = doctor::examine(doctor::Machine{}, pcsc::pcsc_readers);
    std::cout << doctor::to_text(findings) << std::flush;
    return doctor::is_healthy(findings) ? success : failure;
}

} // namespace uicc::daemon::cli
