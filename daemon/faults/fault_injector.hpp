#pragma once

#include "crypto/random_source.hpp"
#include "daemon/faults/armed_fault.hpp"
#include "daemon/trace/card_event.hpp"
#include "emulator/card/command_hook.hpp"
#include "emulator/transport/response_delivery.hpp"
#include "vpcd-bridge/intervention.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace uicc::daemon::faults {

/// Makes one card bad, in the ways that it was told. What is to be refused is refused from inside
/// the card, before anything lasts, and response data is altered there, before the transport
/// announces its length and a session protects it; the rest happens on the way to the reader. Of
/// several faults that strike at the same command, each has its effect, in the order in which they
/// were added. Belongs to the thread of the card's loop.
class FaultInjector final : public vpcd_bridge::Intervention, private emulator::CommandHook {
public:
    /// Hears of every strike: kind, command, answer, names and reason of the event are set.
    using Listener = std::function<void(trace::CardEvent event)>;

    /// What to do when a fault has taken the card out of its reader for good.
    using Removed = std::function<void()>;

    static constexpr std::size_t most_faults = 1000;

    FaultInjector(crypto::RandomSource& random, Listener listener, Removed removed)
        : random_{random}, listener_{std::move(listener)}, removed_{std::move(removed)}
    {}

    /// Its number, counted from 1; nothing when there are too many already.
    std::optional<FaultId> add(Fault fault);

    [[nodiscard]] std::span<const ArmedFault> list() const noexcept { return faults_; }

    /// False when there is no such fault.
    bool clear(FaultId id);
    void clear();

    /// Whether the store has to fail at a change of the command at hand.
    [[nodiscard]] bool fails_write();

    [[nodiscard]] vpcd_bridge::Delivery transmit(emulator::Card& card, ByteView command) override;

    /// Of an answer that faults have made their words come first; what the card says stays as long
    /// as it is about the status word of the answer.
    [[nodiscard]] const emulator::Explanation& explanation(
        const emulator::Card& card) const override;
    [[nodiscard]] ByteView atr(const emulator::Card& card) const override;
    void connected() override;
    void switched(vpcd_bridge::Control control) override;
    void removed() override;

private:
    struct DeliveryFaults;

    std::optional<emulator::StatusWord> before(emulator::Explanation& explanation) override;
    std::optional<emulator::StatusWord> after(emulator::Explanation& explanation,
                                              const Outcome& outcome) override;

    [[nodiscard]] bool is_idle() const noexcept;
    [[nodiscard]] vpcd_bridge::Delivery silence(Duration limit) const;
    std::optional<Bytes> held_response(ByteView command);
    void run(vpcd_bridge::Delivery& delivery);
    void explain(bool in_words_of_card);
    void restart();
    Bytes run_again();
    void apply_to_answer(vpcd_bridge::Delivery& delivery);
    void publish(const vpcd_bridge::Delivery& delivery) const;
    bool meets(ArmedFault& armed, const Exchange& exchange);
    std::optional<Bytes> alter(ArmedFault& armed, const Exchange& exchange, ByteView data);
    void alter_on_the_way(ArmedFault& armed, const Exchange& exchange, Bytes& answer);
    [[nodiscard]] std::optional<emulator::StatusWord> refuse(const ArmedFault& armed);
    [[nodiscard]] std::optional<emulator::StatusWord> correct_le(ArmedFault& armed,
                                                                 const Exchange& exchange,
                                                                 std::size_t size);
    [[nodiscard]] Exchange exchange(ByteView response) const;

    crypto::RandomSource& random_;
    Listener listener_;
    Removed removed_;
    std::vector<ArmedFault> faults_;
    FaultId last_id_ = 0;

    emulator::Card* card_ = nullptr;                   // during a command
    ByteView command_;                                 // at hand
    std::optional<emulator::Explanation> explanation_; // none: the card's own
    std::optional<Action> first_; // what has to be done before the command is run once more
    std::optional<Duration> mute_;
    std::optional<Bytes> atr_;
    emulator::ResponseDelivery held_;
    bool holds_ = false; // response data, for GET RESPONSE
};

} // namespace uicc::daemon::faults
