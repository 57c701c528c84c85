#include "daemon/trace/event_hub.hpp"

namespace uicc::daemon::trace {

void EventHub::attach(std::shared_ptr<EventSink> sink)
{
    const std::scoped_lock lock{mutex_};
    sinks_.push_back(std::move(sink));
    is_heard_ = true;
}

void EventHub::detach(const EventSink& sink)
{
    const std::scoped_lock lock{mutex_};
    std::erase_if(sinks_, [&](const auto& one) { return one.get() == &sink; });
    is_heard_ = !sinks_.empty();
}

void EventHub::publish(const CardEvent& event) const
{
    const std::scoped_lock lock{mutex_};
    for (const auto& sink : sinks_) {
        sink->take(event);
    }
}

} // namespace uicc::daemon::trace
