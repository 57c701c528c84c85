#include "daemon/lab/recording.hpp"

#include <algorithm>

namespace uicc::daemon::lab {

void Recording::take(const trace::CardEvent& event)
{
    {
        const std::scoped_lock lock{mutex_};
        if (events_.size() < most_events) {
            events_.push_back(event);
        }
    }
    listener_(event);
}

std::size_t Recording::size() const
{
    const std::scoped_lock lock{mutex_};
    return events_.size();
}

std::vector<trace::CardEvent> Recording::commands_since(std::size_t first) const
{
    const std::scoped_lock lock{mutex_};
    std::vector<trace::CardEvent> commands;
    std::copy_if(events_.begin() + static_cast<std::ptrdiff_t>(first), events_.end(),
                 std::back_inserter(commands), [](const trace::CardEvent& event) {
                     return event.kind == trace::EventKind::Apdu;
                 });
    return commands;
}

} // namespace uicc::daemon::lab
