#pragma once

#include "crypto/random_source.hpp"
#include "daemon/explanation/apdu_sender.hpp"
#include "daemon/farm/card_faults.hpp"
#include "daemon/farm/card_tap.hpp"
#include "daemon/farm/metered_store.hpp"
#include "emulator/card/card.hpp"
#include "emulator/card/card_description.hpp"
#include "vpcd-bridge/slot.hpp"

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace uicc::daemon {

using DescriptionPtr = std::shared_ptr<const emulator::CardDescription>;

/// What all cards of a daemon share; it outlives them.
struct CardSurroundings {
    vpcd_bridge::SlotObserver& observer;
    trace::EventHub& events;
    std::optional<std::uint64_t> seed{};
    CardTap::Clock now = std::chrono::system_clock::now; ///< of events
};

/// What a card looks like from outside at one moment.
struct CardStatus {
    std::string name{};
    std::filesystem::path profile{};
    std::string profile_name{};
    std::string profile_hash{};
    std::string reader{}; ///< empty without one
    bool is_serving = false;
    bool has_power = true; ///< false: switched off, see HostedCard::power
    std::uint64_t commands = 0;
    std::uint64_t internal_errors = 0;
    StoreMeter store{};
};

/// One card of a daemon, in a reader or not. A card that is in none costs its name: the card
/// itself is made when it is needed, from its profile and what the store keeps. Everything but the
/// constants belongs to the thread of the card's event loop. Errors are sentences.
class HostedCard {
public:
    using Outcome = Result<void, std::string>;
    using Arrival = vpcd_bridge::Slot::Arrival;

    enum class Reset : Byte {
        Cold,
        Warm,
        Reinsert, ///< out of the reader and in again
    };

    /// How the card is described; called once, when the card is first needed.
    using Describe = std::function<Result<DescriptionPtr, std::string>()>;

    HostedCard(std::string name,
               std::filesystem::path profile,
               Describe describe,
               std::size_t number,
               boost::asio::io_context& loop,
               filesystem::CardStore& store,
               const CardSurroundings& surroundings);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const std::filesystem::path& profile() const noexcept { return profile_; }
    [[nodiscard]] boost::asio::io_context& loop() const noexcept { return loop_; }

    [[nodiscard]] Result<DescriptionPtr, std::string> description();

    /// What the store keeps for the card goes by this.
    [[nodiscard]] Result<filesystem::CardKey, std::string> key();

    /// Puts the card into a reader, as soon as the reader is there.
    [[nodiscard]] Outcome insert(const vpcd_bridge::Slot::Place& place, Arrival arrival);

    /// Takes it out of its reader; false when it is in none.
    bool remove();

    /// Switches the power of the card. vpcd has no card without power: while it is off, the card's
    /// reader is empty to its hosts, and the card keeps its place there.
    [[nodiscard]] Outcome power(bool on);

    /// Cold and warm: the card alone starts over, its reader is told nothing. Without a reader,
    /// Reinsert is a cold reset.
    [[nodiscard]] Outcome reset(Reset kind);

    /// The reader that it is in, or is waiting for; empty without one.
    [[nodiscard]] std::string reader() const { return place_ ? place_->name() : std::string{}; }
    [[nodiscard]] const std::optional<vpcd_bridge::Slot::Place>& place() const { return place_; }

    /// In which ways the card is bad. They stay when it leaves its reader.
    [[nodiscard]] faults::FaultInjector& faults();

    /// Beside the reader, in the session that the reader has with the card. A fault that keeps the
    /// answer back is an error.
    [[nodiscard]] Result<explanation::Answer, std::string> transmit(ByteView command);

    [[nodiscard]] Result<Bytes, std::string> atr();

    /// Behind its commands and beside their access rules, see emulator::Card::interior.
    [[nodiscard]] Result<emulator::Card::Interior, std::string> interior();

    /// Changes what the store keeps for the card, while the card is out of its reader, and starts
    /// it anew from that.
    [[nodiscard]] Outcome change_state(
        const std::function<Result<void, filesystem::StoreError>()>& change);

    [[nodiscard]] CardStatus status();

    /// Commands that failed inside the card, see emulator::Card.
    [[nodiscard]] std::uint64_t internal_errors() const;

private:
    [[nodiscard]] Outcome wake();
    [[nodiscard]] Outcome wake_powered();
    [[nodiscard]] Outcome connect(Arrival arrival);
    void disconnect();
    void sleep();
    void leave_reader();
    [[nodiscard]] std::unique_ptr<MeteredStore> make_store(
        filesystem::CardStore& store, const emulator::CardDescription& description);

    std::string name_;
    std::filesystem::path profile_;
    Describe describe_;
    std::size_t number_; // from 0, in the order of the daemon's options
    boost::asio::io_context& loop_;
    filesystem::CardStore& store_;
    const CardSurroundings& surroundings_;
    CardTap tap_;
    DescriptionPtr description_;
    std::unique_ptr<CardFaults> faults_; // made when it is first needed
    std::unique_ptr<emulator::Card> card_;
    std::unique_ptr<crypto::RandomSource> random_;
    std::unique_ptr<faults::FaultyStore> faulty_store_;
    std::unique_ptr<MeteredStore> metered_store_;
    std::optional<vpcd_bridge::Slot::Place> place_;
    std::shared_ptr<vpcd_bridge::Slot> slot_; // while it has power in a place
    bool has_power_ = true;
    std::uint64_t past_commands_ = 0; // of cards that sleep now
    std::uint64_t past_errors_ = 0;
    StoreMeter past_store_{};
};

} // namespace uicc::daemon
