#include "emulator/commands/gsm/chv.hpp"

#include "emulator/commands/gsm/parameters.hpp"
#include "emulator/security/tries_left.hpp"

namespace uicc::emulator::commands::gsm {
namespace {

using filesystem::KeyReference;
using Pin = PinStore::Pin;

constexpr Byte chv1 = 0x01;
constexpr Byte chv2 = 0x02;
constexpr Byte chv1_to_unblock = 0x00;

constexpr KeyReference reference_of(Byte number)
{
    return number == chv2 ? filesystem::pin2 : KeyReference{number};
}

/// The key that P2 names, where the command has data of the right size.
Result<Pin*, StatusWord> addressed_key(CommandContext& context,
                                       const CommandApdu& command,
                                       Byte number,
                                       std::size_t data_size)
{
    if (command.p1 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00");
    }
    TRY(require_size(context, command, data_size));
    Pin* pin = context.pins.find(reference_of(number), context.channel.application);
    if (pin == nullptr || pin->definition.value.empty()) {
        return context.refuse(sw::gsm::no_chv_initialised, "the card has no such CHV");
    }
    return pin;
}

Result<void, StatusWord> require_number(const CommandContext& context, bool known)
{
    return known ? Result<void, StatusWord>{}
                 : context.refuse(sw::incorrect_p1_p2, "P2 names no CHV of this command");
}

Result<void, StatusWord> require_enabled(const CommandContext& context, const Pin& pin)
{
    return pin.definition.enabled
               ? Result<void, StatusWord>{}
               : context.refuse(sw::gsm::contradiction_with_chv_status, "the CHV is disabled");
}

/// 9840 as soon as no attempt is left, TS 51.011 §9.4.4.
CommandResult answer(const CommandContext& context, PinOutcome outcome, unsigned tries_left)
{
    switch (outcome) {
    case PinOutcome::Correct:
        return ResponseApdu{};
    case PinOutcome::Wrong:
        return context.refuse(tries_left == 0 ? sw::gsm::chv_blocked
                                              : sw::gsm::access_condition_not_fulfilled,
                              "the value is wrong, " + tries_left_in_words(tries_left));
    case PinOutcome::Blocked:
        return context.refuse(sw::gsm::chv_blocked, "no tries are left");
    case PinOutcome::StoreFailure:
        return context.refuse(sw::gsm::memory_problem, "it could not be recorded");
    }
    return tl::unexpected{sw::no_precise_diagnosis};
}

} // namespace

const Pin* find_chv(const CommandContext& context, Byte number)
{
    return context.pins.find(reference_of(number), context.channel.application);
}

CommandResult verify_chv(CommandContext& context, const CommandApdu& command)
{
    const Byte number = command.p2;
    const bool administrative = filesystem::is_administrative(KeyReference{number}) &&
                                !filesystem::is_local(KeyReference{number});
    TRY(require_number(context, number == chv1 || number == chv2 || administrative));
    Pin* pin = TRY(addressed_key(context, command, number, pin_size));
    TRY(require_enabled(context, *pin));
    const PinOutcome outcome = context.pins.verify(*pin, command.data);
    return answer(context, outcome, pin->definition.tries_left);
}

CommandResult change_chv(CommandContext& context, const CommandApdu& command)
{
    TRY(require_number(context, command.p2 == chv1 || command.p2 == chv2));
    Pin* pin = TRY(addressed_key(context, command, command.p2, 2 * pin_size));
    TRY(require_enabled(context, *pin));
    const PinOutcome outcome =
        context.pins.change(*pin, command.data.first(pin_size), command.data.subspan(pin_size));
    return answer(context, outcome, pin->definition.tries_left);
}

CommandResult disable_chv(CommandContext& context, const CommandApdu& command)
{
    TRY(require_number(context, command.p2 == chv1));
    Pin* pin = TRY(addressed_key(context, command, chv1, pin_size));
    TRY(require_enabled(context, *pin));
    const PinOutcome outcome = context.pins.disable(*pin, command.data, false);
    return answer(context, outcome, pin->definition.tries_left);
}

CommandResult enable_chv(CommandContext& context, const CommandApdu& command)
{
    TRY(require_number(context, command.p2 == chv1));
    Pin* pin = TRY(addressed_key(context, command, chv1, pin_size));
    if (pin->definition.enabled) {
        return context.refuse(sw::gsm::contradiction_with_chv_status, "the CHV is enabled");
    }
    const PinOutcome outcome = context.pins.enable(*pin, command.data);
    return answer(context, outcome, pin->definition.tries_left);
}

CommandResult unblock_chv(CommandContext& context, const CommandApdu& command)
{
    TRY(require_number(context, command.p2 == chv1_to_unblock || command.p2 == chv2));
    const Byte number = command.p2 == chv2 ? chv2 : chv1;
    Pin* pin = TRY(addressed_key(context, command, number, 2 * pin_size));
    if (pin->definition.unblock_value.empty()) {
        return context.refuse(sw::gsm::no_chv_initialised, "the CHV has no UNBLOCK CHV");
    }
    const PinOutcome outcome =
        context.pins.unblock(*pin, command.data.first(pin_size), command.data.subspan(pin_size));
    return answer(context, outcome, pin->definition.unblock_tries_left);
}

} // namespace uicc::emulator::commands::gsm
