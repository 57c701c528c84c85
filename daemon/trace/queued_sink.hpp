#pragma once

#include "codec/result.hpp"
#include "daemon/trace/event_hub.hpp"
#include "daemon/trace/secrecy.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace uicc::daemon::trace {

/// One form of a trace. Called by one thread. Errors are sentences; after one it is tried again.
class EventWriter {
public:
    using Outcome = Result<void, std::string>;

    EventWriter() = default;
    EventWriter(const EventWriter&) = delete;
    EventWriter& operator=(const EventWriter&) = delete;
    EventWriter(EventWriter&&) = delete;
    EventWriter& operator=(EventWriter&&) = delete;
    virtual ~EventWriter() = default;

    [[nodiscard]] virtual Outcome write(const ShownEvent& shown) = 0;

    /// So many events are missing here.
    [[nodiscard]] virtual Outcome lost(std::uint64_t count) = 0;
};

/// How much waits for a writer at most.
struct QueueLimits {
    std::size_t events = 65536;
    std::size_t octets = std::size_t{16} << 20U; ///< of commands and answers
};

/// Lets a thread of its own write, so that no card waits for a disk. What does not fit the queue is
/// dropped and counted; the count goes into the trace and, in the end, to `report`.
class QueuedSink final : public EventSink {
public:
    using Report = std::function<void(const std::string& sentence)>;

    /// `name` is what the user calls the trace. `report` is called by the thread.
    QueuedSink(std::string name,
               std::unique_ptr<EventWriter> writer,
               Secrets secrets,
               Report report,
               const QueueLimits& limits = {});
    QueuedSink(const QueuedSink&) = delete;
    QueuedSink& operator=(const QueuedSink&) = delete;
    QueuedSink(QueuedSink&&) = delete;
    QueuedSink& operator=(QueuedSink&&) = delete;

    /// Writes what waits, and reports what was dropped.
    ~QueuedSink() override;

    void take(const CardEvent& event) override;

private:
    /// What waits, and how many events found no room behind it.
    struct Waiting {
        std::deque<CardEvent> events{};
        std::size_t octets = 0;
        std::uint64_t lost = 0;
    };

    void work();
    void write(Waiting& waiting);
    bool tell_lost();
    bool keep(const EventWriter::Outcome& outcome);

    std::string name_;
    std::unique_ptr<EventWriter> writer_;
    Secrecy secrecy_;
    Report report_;
    QueueLimits limits_;
    std::mutex mutex_;
    std::condition_variable changed_;
    Waiting waiting_;
    bool ends_ = false;
    bool is_broken_ = false;       // of the thread: a failure was reported
    std::uint64_t total_lost_ = 0; // of the thread
    std::uint64_t untold_ = 0;     // of the thread: lost, and not yet in the trace
    std::thread thread_;
};

} // namespace uicc::daemon::trace
