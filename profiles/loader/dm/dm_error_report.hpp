#pragma once

#include "emulator/dm/dm_error.hpp"
#include "profiles/loader/report.hpp"

namespace uicc::profiles {

/// Reports what an encoder refuses, at the value that the error names.
void report_dm_error(Report& report, const yaml::Node& node, const emulator::dm::DmError& error);

/// The same for an error about the only element of a list that the profile does not have.
void report_element_error(Report& report, const yaml::Node& node, emulator::dm::DmError error);

} // namespace uicc::profiles
