#pragma once

#include "daemon/trace/card_event.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace uicc::daemon::trace {

/// Takes what happens to cards, on the threads of their loops: it has to be quick.
class EventSink {
public:
    EventSink() = default;
    EventSink(const EventSink&) = delete;
    EventSink& operator=(const EventSink&) = delete;
    EventSink(EventSink&&) = delete;
    EventSink& operator=(EventSink&&) = delete;
    virtual ~EventSink() = default;

    virtual void take(const CardEvent& event) = 0;
};

/// Passes the events of all cards on to whoever listens. Callable from any thread.
class EventHub {
public:
    void attach(std::shared_ptr<EventSink> sink);
    void detach(const EventSink& sink);

    /// Whether anybody listens: nobody makes events for nobody.
    [[nodiscard]] bool is_heard() const noexcept { return is_heard_; }

    /// One after the other, in the order of attachment, in the calling thread. A sink may cause
    /// further events. One that was detached meanwhile may hear of this event still.
    void publish(const CardEvent& event) const;

private:
    using Sinks = std::vector<std::shared_ptr<EventSink>>;

    mutable std::mutex mutex_;
    std::shared_ptr<const Sinks> sinks_ = std::make_shared<const Sinks>(); // replaced, not changed
    std::atomic<bool> is_heard_ = false;
};

} // namespace uicc::daemon::trace
