#include "daemon/client/card/pin_gate.hpp"

#include "daemon/client/card/card_files.hpp"
#include "daemon/client/card/status.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon::client::card {
namespace {

constexpr Byte verify = 0x20;
constexpr std::size_t pin_size = 8; ///< padded with FF, TS 102 221 §9.5.1
constexpr Byte pin1 = 0x01;
constexpr Byte universal_pin = 0x11;
constexpr int most_presentations = 16;

bool is_user_pin(Byte reference)
{
    return (reference >= pin1 && reference <= 0x08) || reference == universal_pin;
}

} // namespace

std::string_view to_string(PinOutcome outcome)
{
    switch (outcome) {
    case PinOutcome::NotNeeded:
        return "not-needed";
    case PinOutcome::Verified:
        return "verified";
    case PinOutcome::Refused:
        return "refused";
    case PinOutcome::Blocked:
        return "blocked";
    case PinOutcome::NotGiven:
        return "not-given";
    }
    return "";
}

Byte user_pin_of(const std::vector<Byte>& enabled)
{
    const auto found = std::ranges::find_if(enabled, is_user_pin);
    return found == enabled.end() ? pin1 : *found;
}

void PinGate::settle(PinOutcome outcome, std::string problem)
{
    outcome_ = outcome;
    if (!problem.empty()) {
        problems_.push_back(std::move(problem));
    }
}

Result<std::uint16_t, Failure> PinGate::query(Byte key_reference)
{
    const Answer answer = TRY(link_.send({.instruction = verify, .p2 = key_reference}));
    return answer.status;
}

Result<std::uint16_t, Failure> PinGate::present(Byte key_reference)
{
    SecureBytes padded = pin_;
    padded.resize(pin_size, 0xFF);
    const Answer answer =
        TRY(link_.send({.instruction = verify, .p2 = key_reference, .data = std::move(padded)}));
    return answer.status;
}

/// Whether the PIN is to be presented, by what VERIFY without data answered.
bool PinGate::may_present(std::uint16_t state)
{
    if (state == status::success || state == status::data_invalidated) {
        settle(PinOutcome::NotNeeded, "");
        return false;
    }
    if (pin_.empty()) {
        settle(PinOutcome::NotGiven, "a file asks for the PIN, and none was given");
        return false;
    }
    const bool blocked = state == status::blocked || state == 0x63C0;
    if (blocked && conduct_.keeps(Rule::PinWhenBlocked)) {
        settle(PinOutcome::Blocked, "the PIN is blocked");
        return false;
    }
    if (state == 0x63C1 && conduct_.keeps(Rule::PinLastTry)) {
        settle(PinOutcome::Refused, "the PIN has one try left, which is the user's");
        return false;
    }
    return true;
}

Result<void, Failure> PinGate::try_once(Byte key_reference)
{
    std::uint16_t state = TRY(present(key_reference));
    for (int more = 0;
         conduct_.breaks(Rule::PinLoop) && status::tells_tries(state) && more < most_presentations;
         ++more) {
        state = TRY(present(key_reference));
    }
    if (state == status::success) {
        settle(PinOutcome::Verified, "");
    } else if (state == status::blocked || state == 0x63C0) {
        settle(PinOutcome::Blocked, "the PIN is blocked");
    } else {
        settle(PinOutcome::Refused,
               fmt::format("the card refuses the PIN ({})", describe_status(state)));
    }
    return {};
}

Result<bool, Failure> PinGate::open(Byte key_reference)
{
    if (asked_ || conduct_.breaks(Rule::SkipPin)) {
        return false;
    }
    asked_ = true;
    std::uint16_t state = 0x63C3;
    if (conduct_.keeps(Rule::PinWithoutQuery)) {
        state = TRY(query(key_reference));
    }
    if (may_present(state)) {
        TRY(try_once(key_reference));
    }
    return outcome_ == PinOutcome::Verified;
}

} // namespace uicc::daemon::client::card
