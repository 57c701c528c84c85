#pragma once

#include "daemon/lab/scenario.hpp"
#include "profiles/loader/load_profile.hpp"

namespace uicc::daemon::lab {

/// The scenario in a file, or every mistake in it; actions have to be among the methods.
[[nodiscard]] Result<Scenario, profiles::Diagnostics> load_scenario(
    const std::filesystem::path& file, const control::Methods& methods);

} // namespace uicc::daemon::lab
