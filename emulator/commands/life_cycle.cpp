#include "emulator/commands/life_cycle.hpp"

#include "emulator/card/file_access.hpp"
#include "emulator/commands/select.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace uicc::emulator::commands {
namespace {

using filesystem::AccessMode;
using filesystem::FileIndex;
using filesystem::LifeCycle;

constexpr std::array activated{LifeCycle::Activated, LifeCycle::NoInformation};
constexpr std::array not_yet_activated{LifeCycle::Deactivated, LifeCycle::Creation,
                                       LifeCycle::Initialisation};

/// Without data the current EF is meant, or the current directory.
enum class Current { Ef, Directory };

Result<FileIndex, StatusWord> current_file(const CommandContext& context, Current current)
{
    if (current == Current::Directory) {
        return context.channel.directory;
    }
    if (!context.channel.ef) {
        return context.refuse(sw::no_ef_selected, "no EF is selected");
    }
    return *context.channel.ef;
}

Result<FileIndex, StatusWord> addressed_file(const CommandContext& context,
                                             const CommandApdu& command,
                                             Current current)
{
    if (command.p2 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P2 is 00");
    }
    const bool names_none = command.data.empty() && command.p1 == 0;
    const FileIndex file =
        TRY(names_none ? current_file(context, current) : find_file(context, command));
    context.explanation.file = context.memory.header(file).name;
    return file;
}

/// A file keeps its state while a directory that it lies in is deactivated, and once it has ended.
Result<void, StatusWord> require_changeable(const CommandContext& context, FileIndex file)
{
    TRY(require_usable_above(context, file));
    TRY(require_not_terminated(context, file));
    return require_undisputed(context, file, context.channel_number);
}

/// A file that is not in one of the states cannot come into the new one.
CommandResult change_state(CommandContext& context,
                           FileIndex file,
                           AccessMode operation,
                           std::span<const LifeCycle> from,
                           LifeCycle to)
{
    TRY(require_changeable(context, file));
    TRY(require_access(context, file, operation));
    if (std::ranges::find(from, context.memory.life_cycle(file)) == from.end()) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "the life cycle of the file does not lead there");
    }
    context.memory.set_life_cycle(file, to);
    return ResponseApdu{};
}

CommandResult terminate(CommandContext& context, FileIndex file)
{
    TRY(require_changeable(context, file));
    TRY(require_access(context, file, AccessMode::Terminate));
    context.memory.set_life_cycle(file, LifeCycle::Terminated);
    return ResponseApdu{};
}

tl::unexpected<StatusWord> refuse_kind(const CommandContext& context)
{
    return context.refuse(sw::incompatible_file_structure,
                          "the command is for files of the other kind");
}

} // namespace

CommandResult deactivate_file(CommandContext& context, const CommandApdu& command)
{
    const FileIndex file = TRY(addressed_file(context, command, Current::Ef));
    return change_state(context, file, AccessMode::Deactivate, activated, LifeCycle::Deactivated);
}

CommandResult activate_file(CommandContext& context, const CommandApdu& command)
{
    const FileIndex file = TRY(addressed_file(context, command, Current::Ef));
    return change_state(context, file, AccessMode::Activate, not_yet_activated,
                        LifeCycle::Activated);
}

CommandResult terminate_ef(CommandContext& context, const CommandApdu& command)
{
    const FileIndex file = TRY(addressed_file(context, command, Current::Ef));
    if (!context.memory.header(file).is_ef()) {
        return refuse_kind(context);
    }
    return terminate(context, file);
}

CommandResult terminate_df(CommandContext& context, const CommandApdu& command)
{
    const FileIndex file = TRY(addressed_file(context, command, Current::Directory));
    if (context.memory.header(file).is_ef()) {
        return refuse_kind(context);
    }
    if (file == filesystem::mf_index) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "the MF ends with TERMINATE CARD USAGE");
    }
    return terminate(context, file);
}

CommandResult terminate_card_usage(CommandContext& context, const CommandApdu& command)
{
    if (command.p1 != 0 || command.p2 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 and P2 are 00");
    }
    return terminate(context, filesystem::mf_index);
}

} // namespace uicc::emulator::commands
