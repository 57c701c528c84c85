#include "emulator/commands/delete_file.hpp"

#include "emulator/card/file_access.hpp"
#include "emulator/security/global_platform/card_registry.hpp"

#include <fmt/format.h>

namespace uicc::emulator::commands {
namespace {

using filesystem::AccessMode;
using filesystem::Fid;
using filesystem::FileIndex;

constexpr std::size_t fid_size = 2;

Result<FileIndex, StatusWord> addressed_file(const CommandContext& context, ByteView data)
{
    if (data.size() != fid_size) {
        return context.refuse(sw::wrong_length, "the data is a FID");
    }
    const Fid fid{static_cast<std::uint16_t>(data[0] << 8 | data[1])};
    const FileIndex directory = context.channel.directory;
    if (const auto child = context.memory.image().child(directory, fid)) {
        return *child;
    }
    const filesystem::FileHeader& current = context.memory.header(directory);
    const bool is_current_adf =
        fid == filesystem::current_adf_fid && current.kind == filesystem::FileKind::Adf;
    if (current.fid == fid || is_current_adf) {
        return directory;
    }
    return context.refuse(sw::file_not_found,
                          fmt::format("there is no {:04X} in {}", static_cast<unsigned>(fid),
                                      context.memory.header(directory).name));
}

/// The GlobalPlatform registry does not list what cannot be selected any more.
void take_off_registry(CommandContext& context, const filesystem::FileHeader& file)
{
    global_platform::CardRegistry registry{context.description.registry, context.memory};
    if (file.aid && registry.find(file.aid->octets())) {
        registry.remove(*file.aid);
    }
}

} // namespace

CommandResult delete_file(CommandContext& context, const CommandApdu& command)
{
    if (command.p1 != 0 || command.p2 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 and P2 are 00");
    }
    const FileIndex file = TRY(addressed_file(context, command.data));
    context.explanation.file = context.memory.header(file).name;
    if (file == filesystem::mf_index) {
        return context.refuse(sw::conditions_of_use_not_satisfied, "the MF cannot be deleted");
    }
    TRY(require_usable_above(context, file));
    TRY(require_undisputed(context, file, context.channel_number));
    // DELETE FILE (child) of the directory has no part in this, TS 102 222 §6.4.
    TRY(require_access(context, file, AccessMode::DeleteSelf));
    take_off_registry(context, context.memory.header(file));
    context.memory.remove(file);
    return ResponseApdu{};
}

} // namespace uicc::emulator::commands
