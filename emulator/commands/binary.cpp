#include "emulator/commands/binary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::emulator::commands {
namespace {

constexpr ExpectedLength whole_file{256, true};

/// An SFI in P1 leaves P2 for the offset; otherwise P1-P2 hold 15 bits of it.
std::size_t offset_of(const CommandApdu& command)
{
    const bool sfi_in_p1 = (command.p1 & 0x80) != 0;
    return sfi_in_p1 ? command.p2 : static_cast<std::size_t>(command.p1 << 8 | command.p2);
}

tl::unexpected<StatusWord> outside(const CommandContext& context,
                                   std::size_t offset,
                                   std::size_t size)
{
    return context.refuse(sw::offset_outside_file,
                          fmt::format("offset {} in a file of {} octets", offset, size));
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

CommandResult read_octets(const CommandContext& context,
                          std::size_t offset,
                          const CommandApdu& command)
{
    const ByteView body = context.memory.body(*context.channel.ef);
    if (offset >= body.size()) {
        return outside(context, offset, body.size());
    }
    const ByteView rest = body.subspan(offset);
    const ByteView read = rest.first(std::min(rest.size(), command.ne.value_or(whole_file).limit));
    return ResponseApdu{.data = {read.begin(), read.end()}};
}

CommandResult write_octets(CommandContext& context, std::size_t offset, ByteView octets)
{
    const std::size_t size = context.current_ef().size;
    if (offset >= size) {
        return outside(context, offset, size);
    }
    if (octets.size() > size - offset) {
        return context.refuse(
            sw::wrong_length,
            fmt::format("{} octets at offset {} in a file of {}", octets.size(), offset, size));
    }
    context.memory.write(*context.channel.ef, offset, octets);
    return ResponseApdu{};
}

} // namespace uicc::emulator::commands
