#pragma once

#include "daemon/lab/reader_watch.hpp"
#include "daemon/lab/scenario.hpp"
#include "daemon/lab/scenario_result.hpp"

#include <array>

namespace uicc::daemon::lab {

struct RunOptions {
    std::vector<std::string> client{}; ///< the command under test
    std::array<LabReader, 2> readers{};
    std::filesystem::path work{}; ///< a folder that is the scenario's own
    std::optional<std::uint64_t> seed{};
    std::string rule{}; ///< that the client breaks, for the result
    std::vector<std::shared_ptr<trace::EventSink>> traces{};
    int stop_descriptor = -1; ///< readable when the run has to end early
};

/// Puts the cards into the readers, takes every step, and says how the client did.
[[nodiscard]] ScenarioResult run_scenario(const Scenario& scenario, const RunOptions& options);

} // namespace uicc::daemon::lab
