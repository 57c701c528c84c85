#include "daemon/faults/fault_injector.hpp"
#include "emulator/apdu/class_byte.hpp"

#include <algorithm>

// What becomes of answers on their way to the reader; the rest of the class is in
// fault_injector.cpp.

namespace uicc::daemon::faults {
namespace {

using emulator::StatusWord;
using vpcd_bridge::Delivery;

bool alters_data(const ArmedFault& armed)
{
    return is<OtherData>(armed) || is<Truncation>(armed) || is<Appendix>(armed) ||
           is<BitFlip>(armed) || is<FcpChange>(armed);
}

/// Strikes at answers on their way to the reader, whatever they are.
bool waits_for_answers(const ArmedFault& armed)
{
    return !alters_data(armed) && !is<OtherAtr>(armed) && !is<WriteFailure>(armed) &&
           !is<MemoryFull>(armed) && !is<WrongLe>(armed);
}

/// Without data there is nothing to fetch.
bool finds_data(const ArmedFault& armed, ByteView answer)
{
    return !is<MoreData>(armed) || answer.size() > 2;
}

} // namespace

/// What one action does to an answer on its way to the reader.
struct FaultInjector::DeliveryFaults {
    FaultInjector& injector;
    Delivery& delivery;
    bool struck_inside; // the card has had its part of it

    template <class Kind>
    void operator()(const Kind& /*inside*/) const
    {}

    void operator()(const Refusal& one) const
    {
        if (!struck_inside) {
            delivery.answer = answer_of({}, one.status);
        }
    }

    void operator()(const PinBlocked& one) const
    {
        if (!struck_inside) {
            static_cast<void>(injector.card_->block_pin(one.key));
        }
    }

    void operator()(const OtherAnswer& one) const { delivery.answer = one.octets; }

    void operator()(const OtherStatus& one) const
    {
        if (delivery.answer.size() >= 2) {
            delivery.answer =
                answer_of(ByteView{delivery.answer}.first(delivery.answer.size() - 2), one.status);
        }
    }

    void operator()(const MoreData&) const;

    void operator()(const Delay& one) const { delivery.after += one.time; }

    void operator()(const Silence& one) const { end(one.limit); }

    void operator()(const Mute& one) const
    {
        injector.mute_ = one.limit;
        end(one.limit);
    }

    void operator()(const Drop&) const { end({}); }

    void operator()(const Removal& one) const
    {
        end({});
        delivery.ending = one.back_after ? Delivery::Ending::Lost : Delivery::Ending::Removed;
        delivery.away = one.back_after.value_or(Duration{});
    }

    void operator()(const Reset& one) const
    {
        if (one.trace == Reset::Trace::Visible) {
            delivery.ending = Delivery::Ending::Lost;
            if (one.moment == Reset::Moment::Before) {
                delivery.answer.clear();
            }
        } else if (!struck_inside) {
            injector.restart();
        }
    }

    void end(Duration limit) const
    {
        delivery.answer.clear();
        delivery.after = std::max<Delivery::Duration>(delivery.after, limit);
        delivery.ending = Delivery::Ending::Lost;
    }
};

/// Whoever asks for the data later gets it from here, not from the card.
void FaultInjector::DeliveryFaults::operator()(const MoreData&) const
{
    const Bytes& answer = delivery.answer;
    const auto cla =
        injector.command_.empty() ? std::nullopt : emulator::decode_class(injector.command_[0]);
    if (answer.size() <= 2 || !cla) {
        return;
    }
    const auto status = static_cast<std::uint16_t>(answer[answer.size() - 2] << 8 | answer.back());
    const auto announced = injector.held_.hold(
        {}, cla->channel,
        {.data = {answer.begin(), answer.end() - 2}, .status = StatusWord{status}});
    injector.holds_ = true;
    delivery.answer = answer_of(announced.data, announced.status);
}

/// Data that was altered inside is not altered once more.
void FaultInjector::alter_on_the_way(ArmedFault& armed, const Exchange& exchange, Bytes& answer)
{
    const ByteView all{answer};
    if (const auto other = alter(armed, exchange, all.first(all.size() - 2))) {
        const StatusWord status{static_cast<std::uint16_t>(all[all.size() - 2] << 8 | all.back())};
        answer = answer_of(*other, status);
    }
}

void FaultInjector::apply_to_answer(Delivery& delivery)
{
    const Bytes answered = delivery.answer;
    const Exchange whole = exchange(answered);
    for (ArmedFault& armed : faults_) {
        const bool struck_inside = armed.strikes;
        if (struck_inside || (waits_for_answers(armed) && finds_data(armed, delivery.answer) &&
                              meets(armed, whole))) {
            std::visit(DeliveryFaults{*this, delivery, struck_inside}, armed.fault.action);
        } else if (delivery.answer.size() >= 2) {
            alter_on_the_way(armed, whole, delivery.answer);
        }
    }
    delivery.after = std::min<Delivery::Duration>(delivery.after, longest_silence);
}

} // namespace uicc::daemon::faults
