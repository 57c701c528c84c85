#include "emulator/commands/pin.hpp"

#include <fmt/format.h>

namespace uicc::emulator::commands {
namespace {

using filesystem::KeyReference;
using Pin = PinStore::Pin;

/// Key references that TS 102 221 Table 9.3 gives a meaning to.
constexpr bool is_key_reference(Byte p2) noexcept
{
    const Byte number = p2 & 0x7F;
    const bool pin = number >= 0x01 && number <= 0x08;
    return pin || filesystem::is_administrative(KeyReference{p2}) ||
           KeyReference{p2} == filesystem::universal_pin;
}

/// The PIN that P2 names.
Result<Pin*, StatusWord> addressed_pin(CommandContext& context, const CommandApdu& command)
{
    if (!is_key_reference(command.p2)) {
        return context.refuse(sw::incorrect_p1_p2,
                              fmt::format("P2 {:02X} is no key reference", command.p2));
    }
    Pin* pin = context.pins.find(KeyReference{command.p2}, context.channel.application);
    if (pin == nullptr) {
        return context.refuse(sw::referenced_data_not_found,
                              fmt::format("no key {:02X} in this application", command.p2));
    }
    return pin;
}

Result<void, StatusWord> require_p1(const CommandContext& context, const CommandApdu& command)
{
    if (command.p1 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00");
    }
    return {};
}

Result<void, StatusWord> require_data(const CommandContext& context,
                                      const CommandApdu& command,
                                      std::size_t size)
{
    if (command.data.size() != size) {
        return context.refuse(sw::wrong_length, fmt::format("the data has {} octets, not {}", size,
                                                            command.data.size()));
    }
    return {};
}

/// A disabled PIN cannot be presented, TS 102 221 §11.1.9 to §11.1.11.
Result<void, StatusWord> require_enabled(const CommandContext& context, const Pin& pin)
{
    if (!pin.definition.enabled) {
        return context.refuse(sw::referenced_data_invalidated, "the PIN is disabled");
    }
    return {};
}

/// Administrative keys have no unblock PIN and cannot be switched off.
Result<void, StatusWord> require_user_pin(const CommandContext& context, const CommandApdu& command)
{
    if (filesystem::is_administrative(KeyReference{command.p2})) {
        return context.refuse(sw::incorrect_p1_p2, "not for administrative keys");
    }
    return {};
}

Result<void, StatusWord> status_of(const CommandContext& context,
                                   PinOutcome outcome,
                                   unsigned tries_left)
{
    switch (outcome) {
    case PinOutcome::Correct:
        return {};
    case PinOutcome::Wrong:
        return context.refuse(sw::tries_left(tries_left), "the value is wrong");
    case PinOutcome::Blocked:
        return context.refuse(sw::authentication_method_blocked, "no tries are left");
    case PinOutcome::StoreFailure:
        return context.refuse(sw::memory_problem, "it could not be recorded");
    }
    return tl::unexpected{sw::no_precise_diagnosis};
}

CommandResult answer(const CommandContext& context, PinOutcome outcome, const Pin& pin)
{
    TRY(status_of(context, outcome, pin.definition.tries_left));
    return ResponseApdu{};
}

/// An empty VERIFY or UNBLOCK asks for the counter: 63CX, changes nothing.
CommandResult report_tries(unsigned tries)
{
    return tl::unexpected{sw::tries_left(tries)};
}

} // namespace

CommandResult verify_pin(CommandContext& context, const CommandApdu& command)
{
    TRY(require_p1(context, command));
    Pin* pin = TRY(addressed_pin(context, command));
    if (command.data.empty()) {
        return report_tries(pin->definition.tries_left);
    }
    TRY(require_data(context, command, pin_size));
    TRY(require_enabled(context, *pin));
    return answer(context, context.pins.verify(*pin, command.data), *pin);
}

CommandResult change_pin(CommandContext& context, const CommandApdu& command)
{
    TRY(require_p1(context, command));
    Pin* pin = TRY(addressed_pin(context, command));
    TRY(require_user_pin(context, command));
    TRY(require_data(context, command, 2 * pin_size));
    TRY(require_enabled(context, *pin));
    const ByteView value = ByteView{command.data}.first(pin_size);
    const ByteView new_value = ByteView{command.data}.subspan(pin_size);
    return answer(context, context.pins.change(*pin, value, new_value), *pin);
}

/// P1 b8 set: the key reference in b5 to b1, the universal PIN, takes over, TS 102 221 Table 11.19.
CommandResult disable_pin(CommandContext& context, const CommandApdu& command)
{
    constexpr Byte replaced_by_universal_pin = 0x91;
    const bool replaced = command.p1 == replaced_by_universal_pin;
    if (command.p1 != 0 && !replaced) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00, or 91 for the universal PIN");
    }
    Pin* pin = TRY(addressed_pin(context, command));
    TRY(require_user_pin(context, command));
    TRY(require_data(context, command, pin_size));
    const Pin* universal = context.pins.find(filesystem::universal_pin, std::nullopt);
    const bool replaceable = universal != nullptr && universal->definition.enabled &&
                             KeyReference{command.p2} != filesystem::universal_pin;
    if (replaced && !replaceable) {
        return context.refuse(sw::referenced_data_not_found, "no universal PIN in use");
    }
    const bool needed = KeyReference{command.p2} == filesystem::universal_pin &&
                        context.pins.is_replacement_in_use();
    if (filesystem::is_local(KeyReference{command.p2}) || needed) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              needed ? "the universal PIN replaces another PIN"
                                     : "a local PIN cannot be disabled");
    }
    TRY(require_enabled(context, *pin));
    return answer(context, context.pins.disable(*pin, command.data, replaced), *pin);
}

CommandResult enable_pin(CommandContext& context, const CommandApdu& command)
{
    TRY(require_p1(context, command));
    Pin* pin = TRY(addressed_pin(context, command));
    TRY(require_user_pin(context, command));
    TRY(require_data(context, command, pin_size));
    if (pin->definition.enabled) {
        return context.refuse(sw::conditions_of_use_not_satisfied, "the PIN is enabled already");
    }
    return answer(context, context.pins.enable(*pin, command.data), *pin);
}

CommandResult unblock_pin(CommandContext& context, const CommandApdu& command)
{
    TRY(require_p1(context, command));
    Pin* pin = TRY(addressed_pin(context, command));
    TRY(require_user_pin(context, command));
    if (pin->definition.unblock_value.empty()) {
        return context.refuse(sw::referenced_data_not_found, "the PIN has no unblock PIN");
    }
    if (command.data.empty()) {
        return report_tries(pin->definition.unblock_tries_left);
    }
    TRY(require_data(context, command, 2 * pin_size));
    const PinOutcome outcome =
        context.pins.unblock(*pin, command.data.first(pin_size), command.data.subspan(pin_size));
    TRY(status_of(context, outcome, pin->definition.unblock_tries_left));
    return ResponseApdu{};
}

} // namespace uicc::emulator::commands
