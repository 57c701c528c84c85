#include "emulator/commands/resize_file.hpp"

#include "codec/ber_tlv.hpp"
#include "emulator/card/file_access.hpp"
#include "emulator/commands/file_control.hpp"
#include "filesystem/data_objects.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::emulator::commands {
namespace {

using codec::Tag;
using filesystem::AccessMode;
using filesystem::EfStructure;
using filesystem::FileControl;
using filesystem::FileHeader;
using filesystem::FileIndex;

/// P2.
enum class Content : Byte { Kept = 0x00, Anew = 0x01 };

Result<FileIndex, StatusWord> addressed_file(const CommandContext& context,
                                             const FileControl& control)
{
    if (!control.has(Tag{0x83})) {
        return context.refuse(sw::incorrect_data, "the FID (83) is missing");
    }
    const auto file = context.memory.image().child(context.channel.directory, control.header.fid);
    if (!file) {
        return context.refuse(sw::file_not_found,
                              fmt::format("there is no {:04X} in the current directory",
                                          static_cast<unsigned>(control.header.fid)));
    }
    return *file;
}

/// A cyclic EF would lose its order, and directories take what they need.
Result<void, StatusWord> check_kind(const CommandContext& context, const FileHeader& file)
{
    if (!file.is_ef() || file.structure == EfStructure::Cyclic) {
        return context.refuse(sw::incompatible_file_structure,
                              "the size of a directory or a cyclic EF cannot be changed");
    }
    return {};
}

/// The header with the size that is asked for.
Result<FileHeader, StatusWord> resized(const CommandContext& context,
                                       const FileHeader& file,
                                       const FileControl& control)
{
    const bool has_objects = file.structure == EfStructure::BerTlv;
    const auto wanted = has_objects && control.maximum_size ? control.maximum_size : control.size;
    if (!wanted) {
        return context.refuse(sw::incorrect_data, "the new size (80, or 86 in A5) is missing");
    }
    if (has_objects) {
        TRY(check_objects_body(context, control));
    }
    FileHeader header = file;
    header.size = *wanted;
    TRY(check_size(context, header));
    return header;
}

/// Objects cannot be cut.
Result<void, StatusWord> require_room_for_objects(const CommandContext& context,
                                                  const FileHeader& header,
                                                  ByteView body)
{
    if (header.structure == EfStructure::BerTlv && filesystem::used_size(body) > header.size) {
        return context.refuse(sw::incorrect_data, "the objects would have no room");
    }
    return {};
}

} // namespace

CommandResult resize_file(CommandContext& context, const CommandApdu& command)
{
    const Content content{command.p2};
    if (content != Content::Kept && content != Content::Anew) {
        return context.refuse(sw::incorrect_p1_p2, "P2 is 00 (keep) or 01 (begin anew)");
    }
    const FileControl control = TRY(file_control(context, command));
    const FileIndex file = TRY(addressed_file(context, control));
    context.explanation.file = context.memory.header(file).name;
    TRY(check_kind(context, context.memory.header(file)));
    TRY(require_usable(context, file));
    TRY(require_undisputed(context, file, context.channel_number));
    TRY(require_access(context, file, AccessMode::Resize));
    const FileHeader header = TRY(resized(context, context.memory.header(file), control));
    Bytes body = filled_body(header, control.fill);
    if (content == Content::Kept) {
        const ByteView before = context.memory.body(file);
        TRY(require_room_for_objects(context, header, before));
        std::ranges::copy(before.first(std::min(before.size(), body.size())), body.begin());
    }
    if (const auto done = context.memory.resize(file, body); !done) {
        return refuse_file(context, done.error());
    }
    return ResponseApdu{};
}

} // namespace uicc::emulator::commands
