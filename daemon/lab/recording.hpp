#pragma once

#include "daemon/trace/event_hub.hpp"

#include <functional>
#include <mutex>
#include <vector>

namespace uicc::daemon::lab {

/// What happened to the cards of a scenario, in order. Events come from the loop of the cards, the
/// rest is called by the runner.
class Recording final : public trace::EventSink {
public:
    using Listener = std::function<void(const trace::CardEvent& event)>;

    /// More events end a scenario: its client runs in circles.
    static constexpr std::size_t most_events = 100'000;

    /// `listener` hears of every event in the thread of the cards, after it was recorded.
    explicit Recording(Listener listener) : listener_{std::move(listener)} {}

    void take(const trace::CardEvent& event) override;

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool is_full() const { return size() >= most_events; }

    /// The commands among the events from `first` on.
    [[nodiscard]] std::vector<trace::CardEvent> commands_since(std::size_t first) const;

private:
    Listener listener_;
    mutable std::mutex mutex_;
    std::vector<trace::CardEvent> events_;
};

} // namespace uicc::daemon::lab
