#include "daemon/lab/trigger_board.hpp"

namespace uicc::daemon::lab {

TriggerBoard::TriggerBoard(const std::vector<Trigger>& triggers)
{
    for (const Trigger& trigger : triggers) {
        pending_.push_back({trigger});
    }
}

/// What triggers do that are due now.
template <class IsDue>
std::vector<Action> TriggerBoard::collect(IsDue is_due)
{
    const std::scoped_lock lock{mutex_};
    std::vector<Action> actions;
    for (Pending& one : pending_) {
        if (!one.is_done && is_due(one)) {
            one.is_done = true;
            const auto& more = one.trigger.actions;
            actions.insert(actions.end(), more.begin(), more.end());
        }
    }
    return actions;
}

std::vector<Action> TriggerBoard::due_at(const trace::CardEvent& event)
{
    return collect([&event](Pending& one) {
        if (const auto* const command = std::get_if<AtCommand>(&one.trigger.when)) {
            return event.kind == trace::EventKind::Apdu &&
                   command->command.pattern.matches(event) && ++one.seen == command->number;
        }
        const auto* const wanted = std::get_if<AtEvent>(&one.trigger.when);
        return wanted != nullptr && wanted->kind == event.kind && ++one.seen == wanted->number;
    });
}

std::vector<Action> TriggerBoard::due_at_signal(const std::string& name)
{
    return collect([&name](const Pending& one) {
        const auto* const signal = std::get_if<AtSignal>(&one.trigger.when);
        return signal != nullptr && signal->name == name;
    });
}

std::vector<Action> TriggerBoard::due_at(Clock::time_point now)
{
    return collect([this, now](const Pending& one) {
        const auto* const time = std::get_if<AtTime>(&one.trigger.when);
        return time != nullptr && started_ && now >= *started_ + time->after_start;
    });
}

void TriggerBoard::client_started(Clock::time_point now)
{
    const std::scoped_lock lock{mutex_};
    started_ = started_.value_or(now);
}

std::optional<TriggerBoard::Clock::time_point> TriggerBoard::next() const
{
    const std::scoped_lock lock{mutex_};
    std::optional<Clock::time_point> earliest;
    for (const Pending& one : pending_) {
        const auto* const time = std::get_if<AtTime>(&one.trigger.when);
        if (time != nullptr && started_ && !one.is_done) {
            const auto due = *started_ + time->after_start;
            earliest = std::min(earliest.value_or(due), due);
        }
    }
    return earliest;
}

} // namespace uicc::daemon::lab
