#include "daemon/trace/subscription.hpp"

#include "daemon/trace/event_json.hpp"

#include <deque>
#include <mutex>
#include <utility>

namespace uicc::daemon::trace {
namespace {

constexpr std::size_t most_at_once = 64; // events; an answer does not wait for more

using nlohmann::json;

std::string notification(const char* method, json parameters)
{
    constexpr int compact = -1;
    const json message{{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(parameters)}};
    return message.dump(compact, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace

/// Between the threads of the cards and that of the connection.
class Subscription::Queue final : public EventSink {
public:
    Queue(EventFilter filter, control::Peer::Wake wake, const QueueLimits& limits)
        : filter_{std::move(filter)}, wake_{std::move(wake)}, limits_{limits}
    {}

    void take(const CardEvent& event) override
    {
        if (!wants(event)) {
            return;
        }
        const std::size_t size = event.command.size() + event.response.size();
        const std::scoped_lock lock{mutex_};
        const bool fits =
            lost_ == 0 && events_.size() < limits_.events && octets_ + size <= limits_.octets;
        if (fits) {
            events_.push_back(event);
            octets_ += size;
        } else { // a gap is one gap: nothing comes behind it before it is told
            ++lost_;
        }
        if (std::exchange(is_idle_, false)) {
            wake_();
        }
    }

    /// Events, and how many are missing behind them.
    struct Batch {
        std::deque<CardEvent> events{};
        std::uint64_t lost = 0;
    };

    Batch next()
    {
        const std::scoped_lock lock{mutex_};
        Batch batch;
        while (!events_.empty() && batch.events.size() < most_at_once) {
            octets_ -= events_.front().command.size() + events_.front().response.size();
            batch.events.push_back(std::move(events_.front()));
            events_.pop_front();
        }
        if (events_.empty()) {
            batch.lost = std::exchange(lost_, 0);
        }
        is_idle_ = batch.events.empty() && batch.lost == 0;
        return batch;
    }

private:
    [[nodiscard]] bool wants(const CardEvent& event) const
    {
        return (filter_.card.empty() || filter_.card == event.card) &&
               (filter_.kinds.empty() || filter_.kinds.contains(event.kind));
    }

    const EventFilter filter_;
    const control::Peer::Wake wake_;
    const QueueLimits limits_;
    std::mutex mutex_;
    std::deque<CardEvent> events_;
    std::size_t octets_ = 0; // of commands and answers in events_
    std::uint64_t lost_ = 0;
    bool is_idle_ = true; // the connection has to be woken for more
};

Subscription::Subscription(EventHub& hub,
                           unsigned number,
                           EventFilter filter,
                           control::Peer::Wake wake,
                           const QueueLimits& limits)
    : hub_{hub}, number_{number}, secrecy_{filter.secrets},
      queue_{std::make_shared<Queue>(std::move(filter), std::move(wake), limits)}
{
    hub_.attach(queue_);
}

Subscription::~Subscription()
{
    hub_.detach(*queue_);
}

std::string Subscription::next_lines()
{
    auto [events, lost] = queue_->next();
    std::string lines;
    for (CardEvent& event : events) {
        json parameters = to_json(secrecy_.apply(std::move(event)));
        parameters["subscription"] = number_;
        lines += notification("event", std::move(parameters));
    }
    if (lost > 0) {
        lines += notification("dropped", {{"subscription", number_}, {"count", lost}});
    }
    return lines;
}

} // namespace uicc::daemon::trace
