#pragma once

#include "daemon/lab/scenario.hpp"

#include <chrono>
#include <mutex>
#include <vector>

namespace uicc::daemon::lab {

/// Finds out when the triggers of a scenario are due; each is due once. Callable from any thread.
class TriggerBoard {
public:
    using Clock = std::chrono::steady_clock;

    explicit TriggerBoard(const std::vector<Trigger>& triggers);

    [[nodiscard]] std::vector<Action> due_at(const trace::CardEvent& event);
    [[nodiscard]] std::vector<Action> due_at_signal(const std::string& name);
    [[nodiscard]] std::vector<Action> due_at(Clock::time_point now);

    /// From now on time counts for the triggers that have one; called once for each start of a
    /// client, only the first matters.
    void client_started(Clock::time_point now);

    /// When the next trigger is due by time alone.
    [[nodiscard]] std::optional<Clock::time_point> next() const;

private:
    struct Pending {
        Trigger trigger;
        std::size_t seen = 0;
        bool is_done = false;
    };

    template <class IsDue>
    std::vector<Action> collect(IsDue is_due);

    mutable std::mutex mutex_;
    std::vector<Pending> pending_;
    std::optional<Clock::time_point> started_{};
};

} // namespace uicc::daemon::lab
