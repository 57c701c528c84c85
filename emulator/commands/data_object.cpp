#include "emulator/commands/data_object.hpp"

#include "codec/byte_writer.hpp"
#include "filesystem/data_objects.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::emulator::commands {
namespace {

using codec::Tag;
using filesystem::FileIndex;
using Direction = DataTransfer::Direction;

constexpr Tag tag_list{0x5C};
constexpr ExpectedLength whole_block{256, true};

/// P2 b8 to b6, TS 102 221 Table 11.35.
enum class Block : Byte { Next = 0x00, Previous = 0x40, First = 0x80 };

Result<Block, StatusWord> block_of(const CommandContext& context, const CommandApdu& command)
{
    constexpr Byte sfi_bits = 0x1F;
    const Block block{static_cast<Byte>(command.p2 & ~sfi_bits)};
    const bool known = block == Block::First || block == Block::Next || block == Block::Previous;
    const bool names_file = (command.p2 & sfi_bits) != 0;
    if (command.p1 != 0 || !known || (names_file && block != Block::First)) {
        return context.refuse(sw::incorrect_p1_p2,
                              "P1 is 00; P2 is 80 and SFI, 00 (next) or 40 (previous block)");
    }
    return block;
}

tl::unexpected<StatusWord> nothing_begun(const CommandContext& context)
{
    return context.refuse(sw::incorrect_p1_p2, "no transfer has begun that could go on");
}

tl::unexpected<StatusWord> malformed(const CommandContext& context)
{
    return context.refuse(sw::incorrect_data, "the data does not begin with one tag and length");
}

tl::unexpected<StatusWord> no_object(const CommandContext& context, Tag tag)
{
    return context.refuse(sw::referenced_data_not_found,
                          fmt::format("the file has no object {:02X}", static_cast<unsigned>(tag)));
}

DataTransfer* transfer_in(CommandContext& context, Direction direction)
{
    auto& transfer = context.channel.transfer;
    return transfer && transfer->direction == direction ? &*transfer : nullptr;
}

/// Neither 00 nor FF begins a tag: they are fill between objects, ISO/IEC 7816-4 §5.2.2.
bool can_begin_tag(Byte octet)
{
    return octet != 0x00 && octet != 0xFF;
}

std::optional<codec::TagOctets> tag_of(ByteView data)
{
    const auto tag = codec::read_tag(data);
    return tag && can_begin_tag(data.front()) ? std::optional{*tag} : std::nullopt;
}

/// What the tag in the data asks for.
Result<SecureBytes, StatusWord> wanted_octets(const CommandContext& context, ByteView data)
{
    const auto wanted = tag_of(data);
    const bool has_empty_length =
        wanted && wanted->tag == tag_list && data.size() == 2 && data[1] == 0;
    if (!wanted || (wanted->size != data.size() && !has_empty_length)) {
        return context.refuse(sw::incorrect_data, "the data is not one tag");
    }
    const ByteView body = context.memory.body(*context.channel.ef);
    if (wanted->tag == tag_list) {
        Bytes list;
        codec::append_tlv(list, tag_list, filesystem::object_tags(body));
        return secure_copy(list);
    }
    const auto object = filesystem::find_object(body, wanted->tag);
    if (!object) {
        return no_object(context, wanted->tag);
    }
    return secure_copy(*object);
}

Result<void, StatusWord> prepare_block(CommandContext& context,
                                       const CommandApdu& command,
                                       Block block)
{
    if (block == Block::First) {
        if (command.data.empty()) {
            return context.refuse(sw::wrong_length, "the first block needs a tag");
        }
        SecureBytes octets = TRY(wanted_octets(context, command.data));
        context.channel.transfer = DataTransfer{.octets = std::move(octets)};
        return {};
    }
    if (!command.data.empty()) {
        return context.refuse(sw::wrong_length, "only the first block has data");
    }
    DataTransfer* transfer = transfer_in(context, Direction::ToTerminal);
    if (transfer == nullptr ||
        (block == Block::Next && transfer->done == transfer->octets.size())) {
        return nothing_begun(context);
    }
    if (block == Block::Previous) {
        transfer->done = transfer->last_block;
    }
    return {};
}

/// All objects together have no more octets than the maximum size of the file, TS 102 221
/// §11.1.1.4.6.7.
Result<void, StatusWord> require_room(const CommandContext& context,
                                      std::size_t others,
                                      std::size_t object)
{
    const std::size_t room = context.current_ef().size;
    if (others + object > room) {
        return context.refuse(
            sw::not_enough_memory,
            fmt::format("the objects would have {} octets, the file has room for {}",
                        others + object, room));
    }
    return {};
}

Result<void, StatusWord> require_coding(const CommandContext& context, ByteView object)
{
    if (filesystem::takes_der_only(context.current_ef()) && !codec::has_der_headers(object)) {
        return context.refuse(sw::incorrect_data,
                              "the file takes DER only: the shortest form of every tag and length");
    }
    return {};
}

Bytes other_objects(const CommandContext& context, Tag tag)
{
    return filesystem::objects_without(context.memory.body(*context.channel.ef), tag);
}

/// The whole object has come: it takes the place of the one with the same tag. Another channel may
/// have filled the file meanwhile.
CommandResult keep_object(CommandContext& context, Tag tag, ByteView object)
{
    const FileIndex file = *context.channel.ef;
    Bytes body = other_objects(context, tag);
    TRY(require_room(context, body.size(), object.size()));
    codec::append(body, object);
    body.resize(context.current_ef().size, Byte{0xFF});
    context.memory.write(file, 0, body);
    context.channel.transfer.reset();
    return ResponseApdu{};
}

CommandResult delete_object(CommandContext& context, Tag tag)
{
    const FileIndex file = *context.channel.ef;
    const ByteView body = context.memory.body(file);
    if (!filesystem::find_object(body, tag)) {
        return no_object(context, tag);
    }
    return keep_object(context, tag, {});
}

CommandResult go_on(CommandContext& context, ByteView block)
{
    DataTransfer& transfer = *context.channel.transfer;
    if (block.size() > transfer.announced - transfer.octets.size()) {
        return context.refuse(sw::incorrect_data, "there is more than the length announces");
    }
    transfer.octets.insert(transfer.octets.end(), block.begin(), block.end());
    if (transfer.octets.size() < transfer.announced) {
        return ResponseApdu{.status = sw::more_expected};
    }
    const SecureBytes object = std::move(transfer.octets);
    TRY(require_coding(context, object));
    return keep_object(context, codec::read_tag(object)->tag, object);
}

/// Refused before the last block has come where there is no room for the object.
CommandResult begin(CommandContext& context, ByteView block)
{
    const auto tag = tag_of(block);
    if (!tag || tag->tag == tag_list) {
        return malformed(context);
    }
    if (tag->size == block.size()) {
        return delete_object(context, tag->tag);
    }
    const auto size = codec::announced_size(block);
    if (!size) {
        return malformed(context);
    }
    TRY(require_room(context, other_objects(context, tag->tag).size(), *size));
    context.channel.transfer = DataTransfer{.direction = Direction::ToCard, .announced = *size};
    return go_on(context, block);
}

} // namespace

CommandResult retrieve_data(CommandContext& context, const CommandApdu& command)
{
    const Block wanted = TRY(block_of(context, command));
    TRY(prepare_block(context, command, wanted));
    DataTransfer& transfer = *context.channel.transfer;
    const ByteView rest = ByteView{transfer.octets}.subspan(transfer.done);
    const ByteView block =
        rest.first(std::min(rest.size(), command.ne.value_or(whole_block).limit));
    transfer.last_block = transfer.done;
    transfer.done += block.size();
    const bool is_last = block.size() == rest.size();
    return ResponseApdu{.data = {block.begin(), block.end()},
                        .status = is_last ? sw::ok : sw::more_of_the_object};
}

CommandResult set_data(CommandContext& context, const CommandApdu& command)
{
    const Block block = TRY(block_of(context, command));
    if (block == Block::First) {
        return begin(context, command.data);
    }
    if (block == Block::Previous || transfer_in(context, Direction::ToCard) == nullptr) {
        return nothing_begun(context);
    }
    return go_on(context, command.data);
}

} // namespace uicc::emulator::commands
