#include "daemon/trace/event_hub.hpp"

namespace uicc::daemon::trace {

void EventHub::attach(std::shared_ptr<EventSink> sink)
{
    const std::scoped_lock lock{mutex_};
    auto more = std::make_shared<Sinks>(*sinks_);
    more->push_back(std::move(sink));
    sinks_ = std::move(more);
    is_heard_ = true;
}

void EventHub::detach(const EventSink& sink)
{
    const std::scoped_lock lock{mutex_};
    auto fewer = std::make_shared<Sinks>(*sinks_);
    std::erase_if(*fewer, [&](const auto& one) { return one.get() == &sink; });
    is_heard_ = !fewer->empty();
    sinks_ = std::move(fewer);
}

void EventHub::publish(const CardEvent& event) const
{
    const auto sinks = [this] {
        const std::scoped_lock lock{mutex_};
        return sinks_;
    }();
    for (const auto& sink : *sinks) {
        sink->take(event);
    }
}

} // namespace uicc::daemon::trace
