#include "emulator/commands/gsm/directory.hpp"

#include "emulator/card/file_access.hpp"
#include "emulator/commands/gsm/file_response.hpp"
#include "emulator/commands/gsm/parameters.hpp"

#include <algorithm>
#include <optional>

namespace uicc::emulator::commands::gsm {
namespace {

using filesystem::EfStructure;
using filesystem::Fid;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::FileKind;
using filesystem::Image;

constexpr std::size_t fid_size = 2;

bool is_visible(const FileHeader& file)
{
    return file.kind != FileKind::Adf && (!file.is_ef() || file.structure != EfStructure::BerTlv);
}

std::optional<FileIndex> visible_child(const Image& image, FileIndex directory, Fid fid)
{
    const auto child = image.child(directory, fid);
    return child && is_visible(image.header(*child)) ? child : std::nullopt;
}

/// TS 51.011 §6.5: children, the parent, DFs beside the current one, the current one, the MF.
std::optional<FileIndex> find(const Image& image, FileIndex directory, Fid fid)
{
    if (const auto child = visible_child(image, directory, fid)) {
        return child;
    }
    const FileIndex parent = image.header(directory).parent;
    for (const FileIndex file : {parent, directory, filesystem::mf_index}) {
        if (image.header(file).fid == fid) {
            return file;
        }
    }
    const auto sibling = visible_child(image, parent, fid);
    return sibling && !image.header(*sibling).is_ef() ? sibling : std::nullopt;
}

/// The record pointer of a cyclic EF is at its newest record, that of a linear one is not set.
void make_current(LogicalChannel& channel, FileIndex file, const FileHeader& header)
{
    channel.record = header.structure == EfStructure::Cyclic ? 1 : 0;
    channel.directory = header.is_ef() ? header.parent : file;
    channel.ef = header.is_ef() ? std::optional{file} : std::nullopt;
}

} // namespace

CommandResult select(CommandContext& context, const CommandApdu& command)
{
    TRY(require_no_parameters(context, command));
    TRY(require_size(context, command, fid_size));
    const Fid fid{static_cast<std::uint16_t>(command.data[0] << 8 | command.data[1])};
    const auto file = find(context.memory.image(), context.channel.directory, fid);
    if (!file) {
        return context.refuse(sw::gsm::not_found,
                              fmt::format("no file {:04X} can be reached from {}",
                                          static_cast<unsigned>(fid),
                                          context.memory.header(context.channel.directory).name));
    }
    TRY(require_living_card(context, *file));
    const FileHeader& header = context.memory.header(*file);
    context.explanation.file = header.name;
    make_current(context.channel, *file, header);
    TRY(require_undisputed(context, context.channel, context.channel_number));
    return ResponseApdu{.data = header.is_ef() ? ef_response(context, *file)
                                               : directory_response(context, *file)};
}

CommandResult status(CommandContext& context, const CommandApdu& command)
{
    TRY(require_no_parameters(context, command));
    context.explanation.file = context.memory.header(context.channel.directory).name;
    ResponseApdu response{.data = directory_response(context, context.channel.directory)};
    if (command.ne) {
        response.data.resize(std::min(response.data.size(), command.ne->limit));
    }
    return response;
}

} // namespace uicc::emulator::commands::gsm
