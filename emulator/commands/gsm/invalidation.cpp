#include "emulator/commands/gsm/invalidation.hpp"

#include "emulator/card/file_access.hpp"
#include "emulator/commands/gsm/parameters.hpp"
#include "filesystem/memory/access_control.hpp"

namespace uicc::emulator::commands::gsm {
namespace {

using filesystem::AccessMode;
using filesystem::LifeCycle;

/// A file that is not yet activated, or is terminated, is neither valid nor invalidated.
bool leads_there(LifeCycle from, LifeCycle to)
{
    return to == LifeCycle::Deactivated
               ? from == LifeCycle::Activated || from == LifeCycle::NoInformation
               : from == LifeCycle::Deactivated;
}

/// Takes the current EF from one state to the other.
CommandResult move_life_cycle(CommandContext& context,
                              const CommandApdu& command,
                              AccessMode operation,
                              LifeCycle to)
{
    TRY(require_no_parameters(context, command));
    if (!context.channel.ef) {
        return context.refuse(sw::gsm::no_ef_selected, "no EF is selected");
    }
    const filesystem::FileIndex file = *context.channel.ef;
    context.explanation.file = context.current_ef().name;
    TRY(require_usable_above(context, file));
    const auto access =
        filesystem::check_access(context.memory, file, operation, context.security_for(file));
    if (!access) {
        return context.refuse(sw::gsm::access_condition_not_fulfilled, explain(access.error()));
    }
    if (!leads_there(context.memory.life_cycle(file), to)) {
        return context.refuse(sw::gsm::contradiction_with_invalidation_status,
                              to == LifeCycle::Deactivated ? "the file is not valid"
                                                           : "the file is not invalidated");
    }
    context.memory.set_life_cycle(file, to);
    return ResponseApdu{};
}

} // namespace

CommandResult invalidate(CommandContext& context, const CommandApdu& command)
{
    return move_life_cycle(context, command, AccessMode::Deactivate, LifeCycle::Deactivated);
}

CommandResult rehabilitate(CommandContext& context, const CommandApdu& command)
{
    return move_life_cycle(context, command, AccessMode::Activate, LifeCycle::Activated);
}

} // namespace uicc::emulator::commands::gsm
