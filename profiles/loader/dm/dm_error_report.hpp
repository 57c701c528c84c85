#pragma once

#include "emulator/dm/dm_error.hpp"
#include "profiles/loader/report.hpp"

#include <span>

namespace uicc::profiles {

/// Reports what an encoder refuses, at the value that the error names.
void report_dm_error(Report& report, const yaml::Node& node, const emulator::dm::DmError& error);

/// The same for several errors, but for those that follow from what was wrong with the values
/// themselves: the diagnostics since the report had `mistakes`.
void report_dm_errors(Report& report,
                      const yaml::Node& node,
                      std::span<const emulator::dm::DmError> errors,
                      std::size_t mistakes);

/// The same for an error about the only element of a list that the profile does not have.
void report_element_error(Report& report, const yaml::Node& node, emulator::dm::DmError error);

} // namespace uicc::profiles
