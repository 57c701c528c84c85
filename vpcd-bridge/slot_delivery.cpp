#include "vpcd-bridge/slot.hpp"

#include <utility>

// How a slot answers commands; the rest of the class is in slot.cpp.

namespace uicc::vpcd_bridge {

using boost::system::error_code;

Delivery Slot::exchange(ByteView command)
{
    if (intervention_ != nullptr) {
        return intervention_->transmit(card_, command);
    }
    return {.answer = card_.transmit(command)};
}

const emulator::Explanation& Slot::explanation() const
{
    return intervention_ != nullptr ? intervention_->explanation(card_) : card_.explanation();
}

Delivery Slot::transmit(ByteView command)
{
    Delivery delivery = exchange(command);
    if (delivery.answer.size() > max_message_size) { // more than vpcd can carry: wrong length
        delivery.answer = {0x67, 0x00};
    }
    if (card_.internal_errors() != known_defects_) {
        known_defects_ = card_.internal_errors();
        observer_.failed(name_, card_.explanation());
    }
    if (observer_.wants_exchanges()) {
        observer_.exchanged(name_, command, delivery.answer, explanation());
    }
    return delivery;
}

/// One write for length and body. What the reader does not take at once keeps further reading
/// waiting, so that a reader that never reads costs one answer of memory.
bool Slot::send(ByteView body)
{
    encode_message(frame_, body);
    sent_ = 0;
    return !is_held_ && send_rest();
}

/// What the command changed has to last before its answer leaves.
bool Slot::deliver(const Delivery& delivery)
{
    is_held_ = ready_loop_.is_in_turn();
    if (delivery.is_plain()) {
        return send(delivery.answer);
    }
    frame_.clear();
    sent_ = 0;
    if (!delivery.answer.empty()) {
        encode_message(frame_, delivery.answer);
    }
    ending_ = delivery.ending;
    away_ = delivery.away;
    if (delivery.after > SlotTiming::Duration::zero()) {
        hold_back(delivery.after);
        return false;
    }
    return !is_held_ && send_rest();
}

/// The other cards of the loop go on.
void Slot::hold_back(SlotTiming::Duration delay)
{
    is_held_back_ = true;
    delay_timer_.expires_after(delay);
    delay_timer_.async_wait([this, self = shared_from_this()](const error_code& error) {
        if (error || !std::exchange(is_held_back_, false)) {
            return;
        }
        heard_ = true; // the reader had nothing to say
        if (!is_held_ && send_rest()) {
            serve_all();
        }
    });
}

void Slot::settled(const Result<void, std::string>& outcome)
{
    if (!std::exchange(is_held_, false)) {
        return;
    }
    if (!outcome) {
        if (const auto instead = card_.take_back(outcome.error())) {
            observer_.taken_back(name_, outcome.error());
            if (!frame_.empty()) {
                encode_message(frame_, *instead);
            }
        }
    }
    if (!is_held_back_ && send_rest()) {
        serve_all();
    }
}

bool Slot::send_rest()
{
    const auto size = connection_.send(ByteView{frame_}.subspan(sent_));
    if (!size) {
        lose(size.error().message());
        return false;
    }
    sent_ += *size;
    return sent_ == frame_.size() && !end_delivery();
}

/// Whether the connection has come to the end that an intervention wanted.
bool Slot::end_delivery()
{
    switch (std::exchange(ending_, Delivery::Ending::None)) {
    case Delivery::Ending::None:
        return false;
    case Delivery::Ending::Lost:
        lose("closed by a fault", away_);
        return true;
    case Delivery::Ending::Removed:
        leave();
        return true;
    }
    return false;
}

void Slot::leave()
{
    observer_.lost(name_, "removed by a fault");
    stop();
    intervention_->removed();
}

} // namespace uicc::vpcd_bridge
