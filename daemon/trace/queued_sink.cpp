#include "daemon/trace/queued_sink.hpp"

#include <fmt/format.h>

#include <csignal>
#include <utility>

namespace uicc::daemon::trace {

QueuedSink::QueuedSink(std::string name,
                       std::unique_ptr<EventWriter> writer,
                       Secrets secrets,
                       Report report,
                       const QueueLimits& limits)
    : name_{std::move(name)}, writer_{std::move(writer)}, secrecy_{secrets},
      report_{std::move(report)}, limits_{limits}
{
    sigset_t all{};
    sigset_t before{};
    sigfillset(&all); // signals are for the thread that waits for them
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread{[this] { work(); }};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

QueuedSink::~QueuedSink()
{
    {
        const std::scoped_lock lock{mutex_};
        ends_ = true;
    }
    changed_.notify_one();
    thread_.join();
    if (total_lost_ > 0) {
        report_(fmt::format("trace {}: {} events are missing", name_, total_lost_));
    }
}

void QueuedSink::take(const CardEvent& event)
{
    const std::size_t size = event.command.size() + event.response.size();
    const std::scoped_lock lock{mutex_};
    const bool fits = waiting_.lost == 0 && waiting_.events.size() < limits_.events &&
                      waiting_.octets + size <= limits_.octets;
    if (!fits) { // a gap is one gap: nothing comes behind it before it is told
        ++waiting_.lost;
        return;
    }
    waiting_.events.push_back(event);
    waiting_.octets += size;
    changed_.notify_one();
}

void QueuedSink::work()
{
    for (;;) {
        Waiting taken;
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [&] { return ends_ || !waiting_.events.empty(); });
            if (waiting_.events.empty() && waiting_.lost == 0) {
                return;
            }
            taken = std::exchange(waiting_, {});
        }
        write(taken);
    }
}

/// After a failure the rest is given up: each attempt may take its time.
void QueuedSink::write(Waiting& waiting)
{
    std::uint64_t lost = waiting.lost + waiting.events.size();
    bool works = tell_lost();
    for (CardEvent& event : waiting.events) {
        works = works && keep(writer_->write(secrecy_.apply(std::move(event))));
        if (!works) {
            break;
        }
        --lost;
    }
    untold_ += lost;
    total_lost_ += lost;
    if (works) {
        static_cast<void>(tell_lost());
    }
}

/// Whether the trace says all that it lacks.
bool QueuedSink::tell_lost()
{
    if (untold_ > 0 && keep(writer_->lost(untold_))) {
        untold_ = 0;
    }
    return untold_ == 0;
}

/// The first failure is reported; what it costs is told in the end.
bool QueuedSink::keep(const EventWriter::Outcome& outcome)
{
    if (!outcome && !std::exchange(is_broken_, true)) {
        report_(outcome.error());
    }
    return outcome.has_value();
}

} // namespace uicc::daemon::trace
