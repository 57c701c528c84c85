#include "emulator/commands/manage_channel.hpp"

#include "emulator/card/file_access.hpp"

#include <fmt/format.h>

namespace uicc::emulator::commands {
namespace {

constexpr Byte open_channel = 0x00;
constexpr Byte close_channel = 0x80;

/// A channel opened from the basic channel starts in the MF; one opened from another inherits its
/// DF and application.
LogicalChannel initial_state(const CommandContext& context)
{
    LogicalChannel channel;
    if (context.channel_number != 0) {
        channel.directory = context.channel.directory;
        channel.application = context.channel.application;
    }
    return channel;
}

/// Nobody gets a file that is not shareable along with a new channel.
Result<void, StatusWord> open(CommandContext& context, unsigned number)
{
    const LogicalChannel channel = initial_state(context);
    TRY(require_undisputed(context, channel, std::nullopt));
    context.channels.set(number, channel);
    return {};
}

/// Under T=0 a terminal that does not know the length of the answer learns it from 6C01, before a
/// channel is opened.
bool announces_length(const CommandContext& context, const CommandApdu& command)
{
    return context.description.behaviour.dialect == Dialect::T0 && !command.extended &&
           command.ne && (command.ne->as_many_as_available || command.ne->limit != 1);
}

CommandResult open_any(CommandContext& context, const CommandApdu& command)
{
    if (announces_length(context, command)) {
        return context.refuse(sw::wrong_le(1), "the answer has one octet");
    }
    if (context.description.behaviour.dialect == Dialect::T1 && !command.ne) {
        return context.refuse(sw::wrong_length, "without Le there is no place for the number");
    }
    const auto number = context.channels.first_closed(context.description.behaviour.channels);
    if (!number) {
        return context.refuse(sw::function_not_supported, "all logical channels are open");
    }
    TRY(open(context, *number));
    return ResponseApdu{.data = {static_cast<Byte>(*number)}};
}

CommandResult open_numbered(CommandContext& context, unsigned number)
{
    if (number >= context.description.behaviour.channels) {
        return context.refuse(sw::incorrect_p1_p2, fmt::format("there is no channel {}", number));
    }
    if (context.channels.is_open(number)) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              fmt::format("channel {} is open already", number));
    }
    TRY(open(context, number));
    return ResponseApdu{};
}

/// P2=00 closes the channel that the command came on.
CommandResult close(CommandContext& context, unsigned p2)
{
    const unsigned number = p2 == 0 ? context.channel_number : p2;
    if (number == 0) {
        return context.refuse(sw::incorrect_p1_p2, "the basic channel is always open");
    }
    if (number >= LogicalChannels::maximum) {
        return context.refuse(sw::incorrect_p1_p2,
                              fmt::format("{:02X} is no channel number (01 to 13)", number));
    }
    if (!context.channels.is_open(number)) {
        context.explanation.reason = fmt::format("channel {} is not open", number);
        return ResponseApdu{.status = sw::no_information};
    }
    context.channels.close(number);
    return ResponseApdu{};
}

} // namespace

CommandResult manage_channel(CommandContext& context, const CommandApdu& command)
{
    if (command.p1 == close_channel) {
        return close(context, command.p2);
    }
    if (command.p1 != open_channel) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00 (open) or 80 (close)");
    }
    return command.p2 == 0 ? open_any(context, command) : open_numbered(context, command.p2);
}

} // namespace uicc::emulator::commands
