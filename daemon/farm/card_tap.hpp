#pragma once

#include "daemon/trace/event_hub.hpp"
#include "filesystem/image/image.hpp"
#include "filesystem/store/store.hpp"
#include "vpcd-bridge/slot.hpp"

#include <chrono>
#include <memory>
#include <span>
#include <string>

namespace uicc::daemon {

/// Makes events of what happens to one card, and passes on what its slot tells. An APDU is
/// published after the changes that it made, and before what it selected or was refused for.
/// Belongs to the thread of the card's loop.
class CardTap final : public vpcd_bridge::SlotObserver {
public:
    using Clock = std::chrono::system_clock::time_point (*)();

    /// All outlive the tap.
    CardTap(std::string card, vpcd_bridge::SlotObserver& log, trace::EventHub& events, Clock now)
        : card_{std::move(card)}, log_{log}, events_{events}, now_{now}
    {}

    void inserted(std::string_view reader);
    void removed(std::string_view reader);

    /// Switched by the daemon, or by the reader.
    void powered(std::string_view reader, vpcd_bridge::PowerChange change, ByteView atr) override;

    /// One command and its answer, whoever has sent it.
    void transmitted(std::string_view reader,
                     ByteView command,
                     ByteView response,
                     const emulator::Explanation& explanation);

    /// What a command has changed in the memory.
    void changed(std::string_view reader,
                 const filesystem::Image& files,
                 std::span<const filesystem::StoreEntry> changes);

    /// Something else; who, when and where are filled in.
    void happened(std::string_view reader, const trace::CardEvent& event);

    /// What is kept for the card was exchanged as a whole.
    void state_replaced(std::string_view reader);

    void waiting(std::string_view reader, std::string_view reason) override;
    void connected(std::string_view reader) override;
    void busy(std::string_view reader) override;
    void lost(std::string_view reader, std::string_view reason) override;
    [[nodiscard]] bool wants_exchanges() const override;
    void exchanged(std::string_view reader,
                   ByteView command,
                   ByteView response,
                   const emulator::Explanation& explanation) override;
    void taken_back(std::string_view reader, std::string_view reason) override;
    void failed(std::string_view reader, const emulator::Explanation& explanation) override;

private:
    void publish(std::string_view reader, trace::CardEvent event);
    void publish(std::string_view reader, trace::EventKind kind, std::string_view reason = {});

    std::string card_;
    vpcd_bridge::SlotObserver& log_;
    trace::EventHub& events_;
    Clock now_;
    std::uint64_t number_ = 0;
};

} // namespace uicc::daemon
