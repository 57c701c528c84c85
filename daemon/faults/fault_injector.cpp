#include "daemon/faults/fault_injector.hpp"

#include "daemon/faults/data_faults.hpp"
#include "daemon/trace/apdu_meaning.hpp"
#include "emulator/apdu/class_byte.hpp"
#include "emulator/card/refusal_words.hpp"

#include <algorithm>
#include <utility>

namespace uicc::daemon::faults {
namespace {

using emulator::Explanation;
using emulator::StatusWord;
using vpcd_bridge::Control;
using vpcd_bridge::Delivery;

constexpr std::size_t garbage_size = 17;

/// What identifies a command that is sent again with another Le.
Bytes without_le(ByteView command)
{
    const auto parsed = emulator::parse_command(command);
    const std::size_t le = !parsed || !parsed->ne ? 0 : parsed->extended ? 2 : 1;
    const auto rest = command.first(command.size() - le);
    return {rest.begin(), rest.end()};
}

bool resets_before(const ArmedFault& armed)
{
    const auto* const reset = std::get_if<Reset>(&armed.fault.action);
    return reset != nullptr && reset->moment == Reset::Moment::Before;
}

/// Happens before the command is carried out, and needs nothing of its answer.
bool precedes(const ArmedFault& armed)
{
    return is<Refusal>(armed) || is<PinBlocked>(armed) || resets_before(armed);
}

void add_words(std::string& text, std::string_view words)
{
    text += text.empty() || words.empty() ? "" : ", ";
    text += words;
}

/// Sets aside who has a say in what a card does.
class Hooked {
public:
    Hooked(emulator::Card& card, emulator::CommandHook& hook) : card_{card}
    {
        card_.set_hook(&hook);
    }
    Hooked(const Hooked&) = delete;
    Hooked& operator=(const Hooked&) = delete;
    Hooked(Hooked&&) = delete;
    Hooked& operator=(Hooked&&) = delete;
    ~Hooked() { card_.set_hook(nullptr); }

private:
    emulator::Card& card_;
};

} // namespace

std::optional<FaultId> FaultInjector::add(Fault fault)
{
    if (faults_.size() == most_faults) {
        return std::nullopt;
    }
    faults_.push_back({.id = ++last_id_, .fault = std::move(fault)});
    return last_id_;
}

bool FaultInjector::clear(FaultId id)
{
    const bool was_there =
        std::erase_if(faults_, [&](const ArmedFault& armed) { return armed.id == id; }) > 0;
    if (std::ranges::none_of(faults_, is<Mute>)) {
        mute_.reset();
    }
    return was_there;
}

void FaultInjector::clear()
{
    faults_.clear();
    mute_.reset();
}

bool FaultInjector::is_idle() const noexcept
{
    return faults_.empty() && !mute_ && !holds_;
}

Exchange FaultInjector::exchange(ByteView response) const
{
    const Explanation& explanation = card_->explanation();
    return {command_, explanation.command, explanation.file, response};
}

/// Each fault decides once for a command.
bool FaultInjector::meets(ArmedFault& armed, const Exchange& exchange)
{
    if (armed.is_decided || !armed.fault.on.matches(exchange)) {
        return false;
    }
    armed.is_decided = true;
    armed.strikes = armed.occurs();
    return armed.strikes;
}

Delivery FaultInjector::silence(Duration limit) const
{
    return {.after = limit, .ending = Delivery::Ending::Lost};
}

Delivery FaultInjector::transmit(emulator::Card& card, ByteView command)
{
    explanation_.reset();
    if (is_idle()) {
        return {.answer = card.transmit(command)};
    }
    if (mute_) {
        explanation_.emplace();
        return silence(*mute_);
    }
    card_ = &card;
    command_ = command;
    first_.reset();
    for (ArmedFault& armed : faults_) {
        armed.is_decided = armed.strikes = false;
    }
    Delivery delivery;
    run(delivery);
    publish(delivery);
    card_ = nullptr;
    command_ = {};
    return delivery;
}

void FaultInjector::run(Delivery& delivery)
{
    if (auto held = held_response(command_)) {
        delivery.answer = *std::move(held);
        return;
    }
    {
        const Hooked hooked{*card_, *this};
        delivery.answer = card_->transmit(command_);
    }
    if (first_) {
        delivery.answer = run_again();
    }
    const auto own_status = trace::status_of(delivery.answer);
    apply_to_answer(delivery);
    explain(trace::status_of(delivery.answer) == own_status);
}

void FaultInjector::explain(bool in_words_of_card)
{
    explanation_ = card_->explanation();
    std::string own = in_words_of_card ? std::move(explanation_->reason) : std::string{};
    explanation_->reason.clear();
    for (const ArmedFault& armed : faults_) {
        if (armed.strikes && !is<Delay>(armed)) {
            add_words(explanation_->reason, describe(armed));
        }
    }
    add_words(explanation_->reason, own);
}

const Explanation& FaultInjector::explanation(const emulator::Card& card) const
{
    return explanation_ ? *explanation_ : card.explanation();
}

void FaultInjector::restart()
{
    card_->power_off();
    card_->power_on();
}

/// The command was refused from inside, so it has not taken place yet.
Bytes FaultInjector::run_again()
{
    if (const auto* const blocked = std::get_if<PinBlocked>(&*first_)) {
        static_cast<void>(card_->block_pin(blocked->key)); // of a card without it, nothing changes
    } else if (std::get<Reset>(*first_).trace == Reset::Trace::Silent) {
        restart();
    } else {
        return {}; // the connection ends before the command
    }
    return card_->transmit(command_);
}

std::optional<StatusWord> FaultInjector::refuse(const ArmedFault& armed)
{
    if (const auto* const refusal = std::get_if<Refusal>(&armed.fault.action)) {
        return refusal->status;
    }
    first_ = armed.fault.action;
    return emulator::sw::conditions_of_use_not_satisfied; // nobody gets to see it
}

std::optional<StatusWord> FaultInjector::before(Explanation& explanation)
{
    const Exchange request = exchange({});
    for (ArmedFault& armed : faults_) {
        if (precedes(armed) && !armed.fault.on.names_answer() && meets(armed, request)) {
            explanation.reason.clear(); // not the card's
            return refuse(armed);
        }
    }
    return std::nullopt;
}

std::optional<StatusWord> FaultInjector::after(Explanation& explanation, const Outcome& outcome)
{
    auto& [data, status] = outcome.answer;
    const Bytes answer = answer_of(data, status);
    const Exchange whole = exchange(answer);
    for (ArmedFault& armed : faults_) {
        std::optional<StatusWord> refusal;
        if (precedes(armed) && meets(armed, whole)) {
            refusal = refuse(armed);
        } else if (is<MemoryFull>(armed) && outcome.writes && meets(armed, whole)) {
            refusal = emulator::sw::not_enough_memory;
        } else if (is<WrongLe>(armed)) {
            refusal = correct_le(armed, whole, data.size());
        } else if (auto other = alter(armed, whole, data)) {
            data = *std::move(other);
        }
        if (refusal) {
            explanation.reason.clear(); // not the card's
            return refusal;
        }
    }
    return std::nullopt;
}

/// What finds nothing to change has not occurred.
std::optional<Bytes> FaultInjector::alter(ArmedFault& armed,
                                          const Exchange& exchange,
                                          ByteView data)
{
    if (armed.is_decided || !armed.fault.on.matches(exchange)) {
        return std::nullopt;
    }
    auto other = altered(armed.fault.action, data, exchange.name, random_);
    return other && meets(armed, exchange) ? std::move(other) : std::nullopt;
}

/// The command that comes again is the same occurrence.
std::optional<StatusWord> FaultInjector::correct_le(ArmedFault& armed,
                                                    const Exchange& exchange,
                                                    std::size_t size)
{
    if (size == 0 || !armed.fault.on.matches(exchange)) {
        return std::nullopt;
    }
    Bytes command = without_le(command_);
    if (std::exchange(armed.corrected, {}) == command || !meets(armed, exchange)) {
        return std::nullopt;
    }
    armed.corrected = std::move(command);
    return emulator::sw::wrong_le(size);
}

bool FaultInjector::fails_write()
{
    if (card_ == nullptr) {
        return false;
    }
    const Exchange request = exchange({});
    bool fails = false;
    for (ArmedFault& armed : faults_) {
        if (is<WriteFailure>(armed)) {
            fails |= meets(armed, request) || armed.strikes;
        }
    }
    return fails;
}

/// GET RESPONSE for what MoreData has kept; any other command loses it, as in a card.
std::optional<Bytes> FaultInjector::held_response(ByteView command)
{
    if (!holds_) {
        return std::nullopt;
    }
    const auto parsed = emulator::parse_command(command);
    const auto cla = parsed ? emulator::decode_class(parsed->cla) : std::nullopt;
    if (!cla || parsed->ins != emulator::get_response_instruction) {
        held_.drop();
        holds_ = false;
        return std::nullopt;
    }
    const auto part = held_.get_response(*parsed, cla->channel);
    explanation_ = Explanation{.command = "GET RESPONSE"};
    if (!part) {
        explanation_->reason = emulator::nothing_fetched(part.error());
    }
    const StatusWord status = part ? part->status : part.error();
    holds_ = status.sw1() == 0x61 || status.sw1() == 0x6C;
    return answer_of(part ? ByteView{part->data} : ByteView{}, status);
}

void FaultInjector::publish(const Delivery& delivery) const
{
    for (const ArmedFault& armed : faults_) {
        if (!armed.strikes) {
            continue;
        }
        const Explanation& explanation = card_->explanation();
        trace::CardEvent event{};
        event.kind = trace::EventKind::Fault;
        event.command = {command_.begin(), command_.end()};
        event.response = delivery.answer;
        event.name = explanation.command;
        event.file = explanation.file;
        event.reason = describe(armed);
        listener_(std::move(event));
    }
}

ByteView FaultInjector::atr(const emulator::Card& card) const
{
    return atr_ ? ByteView{*atr_} : card.atr();
}

void FaultInjector::connected()
{
    atr_.reset();
    mute_.reset();
    held_.drop();
    holds_ = false;
}

void FaultInjector::switched(Control control)
{
    connected();
    if (control == Control::PowerOff) {
        return;
    }
    const auto other = control == Control::Reset ? OtherAtr::Reset::Cold : OtherAtr::Reset::Warm;
    for (ArmedFault& armed : faults_) {
        const auto* const atr = std::get_if<OtherAtr>(&armed.fault.action);
        if (atr == nullptr || atr->reset == other || !armed.occurs()) {
            continue;
        }
        atr_ = atr->atr;
        if (!atr_) {
            atr_.emplace(garbage_size);
            random_.fill(*atr_);
        }
        trace::CardEvent event{};
        event.kind = trace::EventKind::Fault;
        event.reason = describe(armed);
        listener_(std::move(event));
    }
}

void FaultInjector::removed()
{
    removed_();
}

} // namespace uicc::daemon::faults
