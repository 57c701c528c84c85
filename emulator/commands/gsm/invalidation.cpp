#include "emulator/commands/gsm/invalidation.hpp"

#include "emulator/card/file_access.hpp"
#include "emulator/commands/gsm/parameters.hpp"
#include "filesystem/memory/access_control.hpp"

namespace uicc::emulator::commands::gsm {
namespace {

using filesystem::AccessMode;
using filesystem::LifeCycle;

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
    const auto access =
        filesystem::check_access(context.memory, file, operation, context.security_for(file));
    if (!access) {
        return context.refuse(sw::gsm::access_condition_not_fulfilled, explain(access.error()));
    }
    const LifeCycle state = context.memory.life_cycle(file);
    const bool is_invalidated = state == LifeCycle::Deactivated;
    if (state == LifeCycle::Terminated || is_invalidated == (to == LifeCycle::Deactivated)) {
        return context.refuse(sw::gsm::contradiction_with_invalidation_status,
                              is_invalidated ? "the file is invalidated"
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
