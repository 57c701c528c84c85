#pragma once

#include "daemon/lab/scenario.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::daemon::lab {

/// A pattern of a scenario; what is wrong with it is reported at its character.
[[nodiscard]] std::optional<Named> read_pattern(profiles::Report& report,
                                                const profiles::yaml::Node& node);

/// A time such as 500ms or 2s, at most ten minutes.
[[nodiscard]] std::optional<Duration> read_duration(profiles::Report& report,
                                                    const profiles::yaml::Node& node);

/// A list of expectations; mistakes go to the report.
[[nodiscard]] std::vector<Expectation> read_expectations(profiles::Report& report,
                                                         const profiles::yaml::Node& list);

} // namespace uicc::daemon::lab
