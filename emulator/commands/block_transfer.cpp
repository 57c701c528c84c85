#include "emulator/commands/block_transfer.hpp"

#include <algorithm>

namespace uicc::emulator::commands {
namespace {

using codec::Tag;

constexpr Tag discretionary_data{0x53};     // the value is no BER-TLV object
constexpr Tag discretionary_template{0x73}; // it is one
constexpr std::size_t longest_object = 0xFFFF;
constexpr std::size_t longest_block = 256;

bool continues(const CommandContext& context, const CommandApdu& command, bool answered)
{
    return context.transfer && context.transfer->ins == command.ins &&
           context.transfer->p2 == command.p2 && context.transfer->is_answered == answered;
}

/// Octets that a length field announces, its own and the tag included; nothing while the field
/// itself is incomplete. Of a one-octet tag.
Result<std::optional<std::size_t>, StatusWord> announced_size(const CommandContext& context,
                                                              ByteView object)
{
    constexpr Byte long_form = 0x80;
    if (object.size() < 2) {
        return std::nullopt;
    }
    const std::size_t octets = object[1] > long_form ? object[1] - long_form : 0U;
    if (object[1] == long_form || octets > sizeof(std::uint32_t)) {
        return context.refuse(sw::incorrect_data, "the data object has no length");
    }
    if (object.size() < 2 + octets) {
        return std::nullopt;
    }
    std::size_t size = octets == 0 ? object[1] : 0U;
    for (const Byte octet : object.subspan(2, octets)) {
        size = size << 8U | octet;
    }
    return 2 + octets + size;
}

} // namespace

Result<BlockKind, StatusWord> block_kind_of(const CommandContext& context,
                                            const CommandApdu& command)
{
    const BlockKind kind{command.p1};
    switch (kind) {
    case BlockKind::FirstOfCommand:
        return kind;
    case BlockKind::NextOfCommand:
    case BlockKind::FirstOfResponse:
    case BlockKind::NextOfResponse:
        if (continues(context, command, kind != BlockKind::NextOfCommand)) {
            return kind;
        }
        return context.refuse(sw::incorrect_p1_p2, "the block continues nothing");
    }
    return context.refuse(sw::incorrect_p1_p2, "P1 names no block");
}

Result<std::optional<codec::TlvObject>, StatusWord> collect_block(const CommandContext& context,
                                                                  BlockTransfer& transfer,
                                                                  ByteView block)
{
    SecureBytes& object = transfer.command;
    object.insert(object.end(), block.begin(), block.end());
    if (object.empty() ||
        (Tag{object[0]} != discretionary_data && Tag{object[0]} != discretionary_template)) {
        return context.refuse(sw::incorrect_data, "the data are an object with tag 53 or 73");
    }
    const auto size = TRY(announced_size(context, object));
    if (size && *size > longest_object) {
        return context.refuse(sw::wrong_length, "the data object is too long");
    }
    if (size && object.size() > *size) {
        return context.refuse(sw::incorrect_data, "the data go on behind the data object");
    }
    if (!size || object.size() < *size) {
        return std::nullopt;
    }
    codec::TlvReader reader{object};
    const auto whole = reader.next();
    if (!whole) {
        return context.refuse(sw::incorrect_data, "the data object has no length");
    }
    return *whole;
}

CommandResult next_response_block(CommandContext& context,
                                  BlockTransfer transfer,
                                  const CommandApdu& command)
{
    const std::size_t left = transfer.response.size() - transfer.sent;
    const ExpectedLength ne = command.ne.value_or(ExpectedLength{longest_block, true});
    const bool exact = context.description.behaviour.dialect == Dialect::T0 &&
                       !ne.as_many_as_available && left <= longest_block;
    if (exact && ne.limit > left) {
        context.security.transfer = std::move(transfer);
        return tl::unexpected{sw::wrong_le(left)};
    }
    const std::size_t size = std::min(left, ne.limit);
    const ByteView block = ByteView{transfer.response}.subspan(transfer.sent, size);
    ResponseApdu response{.data = {block.begin(), block.end()}};
    transfer.sent += size;
    if (size < left) {
        response.status = sw::more_of_the_object;
        context.security.transfer = std::move(transfer);
    }
    return response;
}

} // namespace uicc::emulator::commands
