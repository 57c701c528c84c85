#include "emulator/commands/gsm/files.hpp"

#include "codec/byte_writer.hpp"
#include "emulator/commands/binary.hpp"
#include "emulator/commands/gsm/parameters.hpp"
#include "emulator/commands/record.hpp"

#include <algorithm>
#include <optional>

namespace uicc::emulator::commands::gsm {
namespace {

constexpr Byte absolute_or_current = 0x04;
constexpr std::size_t addend_size = 3;

std::size_t offset_of(const CommandApdu& command)
{
    return static_cast<std::size_t>(command.p1 << 8 | command.p2);
}

/// The same command as the UICC knows it: no SFI above the mode in P2, and P1 means nothing to the
/// modes NEXT and PREVIOUS (TS 51.011 §9.2.5).
Result<CommandApdu, StatusWord> without_sfi(const CommandContext& context, CommandApdu command)
{
    if (command.p2 > absolute_or_current) {
        return context.refuse(sw::incorrect_p1_p2, "P2 is 02, 03 or 04");
    }
    if (command.p2 != absolute_or_current) {
        command.p1 = 0;
    }
    return command;
}

/// Big-endian addition; nothing when the sum has no room.
std::optional<Bytes> sum_of(ByteView value, ByteView addend)
{
    Bytes sum(value.begin(), value.end());
    unsigned carry = 0;
    for (std::size_t i = 0; i < std::max(value.size(), addend.size()); ++i) {
        carry += i < value.size() ? value[value.size() - 1 - i] : 0U;
        carry += i < addend.size() ? addend[addend.size() - 1 - i] : 0U;
        if (i < sum.size()) {
            sum[sum.size() - 1 - i] = static_cast<Byte>(carry);
        } else if ((carry & 0xFF) != 0) {
            return std::nullopt;
        }
        carry >>= 8U;
    }
    return carry == 0 ? std::optional{std::move(sum)} : std::nullopt;
}

} // namespace

CommandResult read_binary(CommandContext& context, const CommandApdu& command)
{
    return read_octets(context, offset_of(command), command);
}

CommandResult update_binary(CommandContext& context, const CommandApdu& command)
{
    return write_octets(context, offset_of(command), command.data);
}

CommandResult read_record(CommandContext& context, const CommandApdu& command)
{
    const CommandApdu plain = TRY(without_sfi(context, command));
    return commands::read_record(context, plain);
}

CommandResult update_record(CommandContext& context, const CommandApdu& command)
{
    const CommandApdu plain = TRY(without_sfi(context, command));
    TRY(require_size(context, command, context.current_ef().record_length));
    return commands::update_record(context, plain);
}

CommandResult increase(CommandContext& context, const CommandApdu& command)
{
    TRY(require_no_parameters(context, command));
    TRY(require_size(context, command, addend_size));
    const filesystem::FileHeader& file = context.current_ef();
    if (file.record_count() == 0) {
        return context.refuse(sw::gsm::file_inconsistent_with_command, "the EF has no records");
    }
    const auto sum = sum_of(context.memory.record(*context.channel.ef, 1), command.data);
    if (!sum) {
        return context.refuse(sw::gsm::maximum_reached, "the record has no room for the sum");
    }
    context.memory.push_record(*context.channel.ef, *sum);
    context.channel.record = 1;
    ResponseApdu response{.data = *sum};
    codec::append(response.data, command.data);
    return response;
}

} // namespace uicc::emulator::commands::gsm
