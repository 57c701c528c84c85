#pragma once

#include "daemon/control/peer.hpp"
#include "daemon/trace/event_hub.hpp"
#include "daemon/trace/queued_sink.hpp"
#include "daemon/trace/secrecy.hpp"

#include <set>

namespace uicc::daemon::trace {

/// What a subscriber wants to hear.
struct EventFilter {
    std::string card{};          ///< empty: of all cards
    std::set<EventKind> kinds{}; ///< empty: of all kinds
    Secrets secrets = Secrets::Masked;
};

/// The events of a hub as JSON-RPC notifications of one connection, from now to the end of this
/// object. What does not fit the queue is dropped; the notification "dropped" says so where the
/// gap is.
class Subscription final : public control::Feed {
public:
    static constexpr QueueLimits usual_limits{.events = 1024, .octets = std::size_t{1} << 20U};

    /// The hub outlives it.
    Subscription(EventHub& hub,
                 unsigned number,
                 EventFilter filter,
                 control::Peer::Wake wake,
                 const QueueLimits& limits = usual_limits);
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;
    Subscription(Subscription&&) = delete;
    Subscription& operator=(Subscription&&) = delete;
    ~Subscription() override;

    [[nodiscard]] std::string next_lines() override;

private:
    class Queue;

    EventHub& hub_;
    unsigned number_;
    Secrecy secrecy_;
    std::shared_ptr<Queue> queue_; // shared with the hub
};

} // namespace uicc::daemon::trace
