#pragma once

#include "daemon/lab/scenario_result.hpp"

#include <filesystem>
#include <functional>
#include <vector>

namespace uicc::daemon::lab {

/// A scenario that a process of its own runs, which writes its result into a file as JSON.
struct ScenarioJob {
    ScenarioResult known{}; ///< what is known of the result beforehand
    std::vector<std::string> command{};
    std::filesystem::path result{};
};

/// Runs the jobs, so many at a time, and passes on each result as soon as it is there. False when
/// the descriptor became readable before the end: all processes are gone then.
bool run_jobs(const std::vector<ScenarioJob>& jobs,
              std::size_t at_a_time,
              int stop_descriptor,
              const std::function<void(ScenarioResult result)>& on_result);

} // namespace uicc::daemon::lab
