#include "emulator/commands/record.hpp"

#include <fmt/format.h>

namespace uicc::emulator::commands {
namespace {

using filesystem::EfStructure;
using filesystem::FileHeader;

/// P2 b3 to b1, TS 102 221 Table 11.11.
enum class Mode : Byte { Next = 2, Previous = 3, AbsoluteOrCurrent = 4 };

Result<Mode, StatusWord> mode_of(const CommandContext& context, const CommandApdu& command)
{
    const Mode mode{static_cast<Byte>(command.p2 & 0x07)};
    const bool known =
        mode == Mode::Next || mode == Mode::Previous || mode == Mode::AbsoluteOrCurrent;
    if (!known) {
        return context.refuse(sw::incorrect_p1_p2, "P2 b3 to b1 are 010, 011 or 100");
    }
    if (mode != Mode::AbsoluteOrCurrent && command.p1 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "next and previous need P1=00");
    }
    return mode;
}

tl::unexpected<StatusWord> no_record(const CommandContext& context, const std::string& which)
{
    return context.refuse(sw::record_not_found, fmt::format("{}; the file has {} records", which,
                                                            context.current_ef().record_count()));
}

/// Next of a cyclic EF wraps around, in a linear fixed EF it ends behind the last record.
Result<std::size_t, StatusWord> next_record(const CommandContext& context)
{
    const FileHeader& file = context.current_ef();
    const std::size_t next = context.channel.record + 1;
    if (next <= file.record_count()) {
        return next;
    }
    if (file.structure == EfStructure::Cyclic && file.record_count() > 0) {
        return 1;
    }
    return no_record(context, "no record behind the last");
}

/// Without a record pointer, previous means the last record.
Result<std::size_t, StatusWord> previous_record(const CommandContext& context)
{
    const FileHeader& file = context.current_ef();
    const std::size_t pointer = context.channel.record;
    if (pointer > 1) {
        return pointer - 1;
    }
    if (file.record_count() > 0 && (pointer == 0 || file.structure == EfStructure::Cyclic)) {
        return file.record_count();
    }
    return no_record(context, "no record before the first");
}

Result<std::size_t, StatusWord> numbered_record(const CommandContext& context, std::size_t number)
{
    const std::size_t record = number == 0 ? context.channel.record : number;
    if (record == 0) {
        return no_record(context, "no record is current");
    }
    if (record > context.current_ef().record_count()) {
        return no_record(context, fmt::format("record {} asked for", record));
    }
    return record;
}

/// The record a command addresses; next and previous move the record pointer.
Result<std::size_t, StatusWord> addressed_record(CommandContext& context,
                                                 const CommandApdu& command)
{
    const Mode mode = TRY(mode_of(context, command));
    if (mode == Mode::AbsoluteOrCurrent) {
        return numbered_record(context, command.p1);
    }
    const auto record = mode == Mode::Next ? next_record(context) : previous_record(context);
    context.channel.record = TRY(record);
    return context.channel.record;
}

/// The oldest record of a cyclic EF gives way to the new one, which becomes record 1.
CommandResult update_cyclic(CommandContext& context, const CommandApdu& command)
{
    const Mode mode = TRY(mode_of(context, command));
    if (mode != Mode::Previous) {
        return context.refuse(sw::incorrect_p1_p2, "a cyclic EF is updated in mode PREVIOUS only");
    }
    if (context.current_ef().record_count() == 0) {
        return no_record(context, "nothing to overwrite");
    }
    context.memory.push_record(*context.channel.ef, command.data);
    context.channel.record = 1;
    return ResponseApdu{};
}

} // namespace

CommandResult read_record(CommandContext& context, const CommandApdu& command)
{
    const std::size_t number = TRY(addressed_record(context, command));
    const ByteView record = context.memory.record(*context.channel.ef, number);
    return ResponseApdu{.data = {record.begin(), record.end()}};
}

CommandResult update_record(CommandContext& context, const CommandApdu& command)
{
    const FileHeader& file = context.current_ef();
    if (command.data.size() != file.record_length) {
        return context.refuse(
            sw::wrong_length,
            fmt::format("{} octets for a record of {}", command.data.size(), file.record_length));
    }
    if (file.structure == EfStructure::Cyclic) {
        return update_cyclic(context, command);
    }
    const std::size_t number = TRY(addressed_record(context, command));
    context.memory.write(*context.channel.ef, (number - 1) * file.record_length, command.data);
    return ResponseApdu{};
}

} // namespace uicc::emulator::commands
