#pragma once

#include "daemon/control/control_server.hpp"
#include "daemon/farm/card_farm.hpp"
#include "daemon/lab/scenario.hpp"
#include "daemon/log.hpp"
#include "filesystem/store/memory_store.hpp"
#include "filesystem/store/store.hpp"
#include "filesystem/store/synchronized_store.hpp"

#include <functional>
#include <thread>

namespace uicc::daemon::lab {

/// The cards of one scenario, in this process, with what a daemon offers for them. They forget
/// everything at the end.
class LabHost {
public:
    /// Hears of `vuicc signal NAME`, in the thread of the control server.
    using OnSignal = std::function<void(const std::string& name)>;

    LabHost(std::optional<std::uint64_t> seed, OnSignal on_signal);
    LabHost(const LabHost&) = delete;
    LabHost& operator=(const LabHost&) = delete;
    LabHost(LabHost&&) = delete;
    LabHost& operator=(LabHost&&) = delete;
    ~LabHost();

    /// What scenarios can do to their cards.
    [[nodiscard]] const control::Methods& methods() const noexcept { return methods_; }
    [[nodiscard]] trace::EventHub& events() noexcept { return events_; }

    /// Before start(). An error is a sentence.
    [[nodiscard]] Result<void, std::string> add(const ScenarioCard& card);

    /// Runs the cards, and answers at a control socket.
    [[nodiscard]] Result<void, std::string> start(const std::filesystem::path& control);

    /// From any thread but those of the cards; or within their events for methods that
    /// is_immediate() knows.
    [[nodiscard]] Result<Json, std::string> call(const Action& action) const;

private:
    OnSignal on_signal_;
    filesystem::MemoryStore kept_;
    filesystem::SynchronizedStore store_{kept_};
    std::shared_ptr<spdlog::logger> log_; // nobody reads it
    SlotLog slot_log_;
    trace::EventHub events_;
    CardSurroundings surroundings_;
    CardFarm farm_;
    control::Methods methods_;
    std::unique_ptr<control::ControlServer> control_;
    std::jthread loop_;
};

/// Whether a method may be called within an event, before the answer leaves the card.
[[nodiscard]] bool is_immediate(std::string_view method);

} // namespace uicc::daemon::lab
