#include "emulator/commands/increase.hpp"

#include <algorithm>
#include <optional>
#include <ranges>

namespace uicc::emulator::commands {
namespace {

constexpr std::size_t longest_value = 0x7F; // octets

/// Both numbers are big endian; nothing when the sum is too large for the record.
std::optional<Bytes> add(ByteView record, ByteView value)
{
    Bytes sum(record.begin(), record.end());
    unsigned carry = 0;
    auto place = sum.rbegin();
    for (const Byte octet : value | std::views::reverse) {
        carry += octet;
        if (place == sum.rend() && carry != 0) {
            return std::nullopt;
        }
        if (place != sum.rend()) {
            carry += *place;
            *place++ = static_cast<Byte>(carry);
            carry >>= 8U;
        }
    }
    for (; place != sum.rend() && carry != 0; ++place) {
        carry += *place;
        *place = static_cast<Byte>(carry);
        carry >>= 8U;
    }
    return carry == 0 ? std::optional{std::move(sum)} : std::nullopt;
}

} // namespace

CommandResult increase(CommandContext& context, const CommandApdu& command)
{
    if ((command.p1 != 0 && (command.p1 & 0x80) == 0) || command.p2 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00 or names an SFI, P2 is 00");
    }
    if (command.data.size() > longest_value) {
        return context.refuse(sw::wrong_length, "the value has more than 127 octets");
    }
    const filesystem::FileIndex file = *context.channel.ef;
    if (context.current_ef().record_count() == 0) {
        return context.refuse(sw::record_not_found, "the file has no records");
    }
    auto sum = add(context.memory.record(file, 1), command.data);
    if (!sum) {
        return context.refuse(sw::maximum_value_reached, "the sum does not fit into a record");
    }
    context.memory.push_record(file, *sum);
    context.channel.record = 1;
    sum->insert(sum->end(), command.data.begin(), command.data.end());
    return ResponseApdu{.data = *std::move(sum)};
}

} // namespace uicc::emulator::commands
