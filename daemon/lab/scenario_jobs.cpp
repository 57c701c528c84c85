#include "daemon/lab/scenario_jobs.hpp"

#include "daemon/lab/child_process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <list>
#include <poll.h>

namespace uicc::daemon::lab {
namespace {

constexpr std::chrono::seconds farewell{3}; // for a client, so that it does not stay behind

struct Running {
    const ScenarioJob* job;
    ChildProcess process;
};

ScenarioResult failed(const ScenarioJob& job, std::string why)
{
    ScenarioResult result = job.known;
    result.error = std::move(why);
    return result;
}

ScenarioResult result_of(Running& ended)
{
    std::ifstream file{ended.job->result, std::ios::binary};
    const auto json = control::Json::parse(file, nullptr, false);
    if (!file || !json.is_object()) {
        return failed(*ended.job,
                      fmt::format("the runner ended with {}: {}", *ended.process.exit_status(),
                                  ended.process.output()));
    }
    return result_from(json);
}

/// Until one has printed something or has ended, or it is time to stop.
bool wait_for_any(std::list<Running>& running, int stop_descriptor)
{
    std::vector<pollfd> waiting{{stop_descriptor, POLLIN, 0}};
    for (const Running& one : running) {
        waiting.push_back({one.process.ended_descriptor(), POLLIN, 0});
        waiting.push_back({one.process.output_descriptor(), POLLIN, 0});
    }
    poll(waiting.data(), waiting.size(), -1);
    for (Running& one : running) {
        one.process.read_output();
    }
    return (waiting.front().revents & POLLIN) != 0;
}

} // namespace

bool run_jobs(const std::vector<ScenarioJob>& jobs,
              std::size_t at_a_time,
              int stop_descriptor,
              const std::function<void(ScenarioResult result)>& on_result)
{
    std::list<Running> running;
    auto next = jobs.begin();
    while (next != jobs.end() || !running.empty()) {
        while (next != jobs.end() && running.size() < at_a_time) {
            auto process = ChildProcess::start(next->command, {});
            if (process) {
                running.push_back({&*next, std::move(*process)});
            } else {
                on_result(failed(*next, process.error()));
            }
            ++next;
        }
        if (!running.empty() && wait_for_any(running, stop_descriptor)) {
            std::ranges::for_each(running, [](Running& one) { one.process.end_within(farewell); });
            return false;
        }
        running.remove_if([&](Running& one) {
            const bool has_ended = one.process.exit_status().has_value();
            if (has_ended) {
                on_result(result_of(one));
            }
            return has_ended;
        });
    }
    return true;
}

} // namespace uicc::daemon::lab
