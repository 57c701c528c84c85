#include "emulator/commands/authenticate_odd.hpp"

#include "emulator/commands/authenticate.hpp"
#include "emulator/commands/block_transfer.hpp"

namespace uicc::emulator::commands {
namespace {

CommandResult take_block(CommandContext& context,
                         BlockTransfer transfer,
                         const CommandApdu& command)
{
    const auto object = TRY(collect_block(context, transfer, command.data));
    if (!object) {
        context.security.transfer = std::move(transfer);
        return ResponseApdu{.status = sw::more_expected};
    }
    transfer.response = TRY(context.application->authenticate_odd(context, command.p2, *object));
    if (transfer.response.empty()) {
        return ResponseApdu{};
    }
    transfer.command.clear();
    transfer.is_answered = true;
    context.security.transfer = std::move(transfer);
    return ResponseApdu{.status = sw::response_data_available};
}

CommandResult give_block(CommandContext& context,
                         BlockTransfer transfer,
                         const CommandApdu& command)
{
    if (!command.data.empty()) {
        return context.refuse(sw::wrong_length, "a block of the response takes no data");
    }
    if (BlockKind{command.p1} == BlockKind::FirstOfResponse) {
        transfer.sent = 0;
    }
    return next_response_block(context, std::move(transfer), command);
}

} // namespace

CommandResult authenticate_odd(CommandContext& context, const CommandApdu& command)
{
    TRY(require_authenticating_application(context));
    const BlockKind kind = TRY(block_kind_of(context, command));
    TRY(context.application->admit_odd_context(context, command.p2));
    TRY(require_application_pin(context));
    BlockTransfer transfer{.ins = command.ins, .p2 = command.p2};
    if (kind != BlockKind::FirstOfCommand) {
        transfer = *std::move(context.transfer);
    }
    return transfer.is_answered ? give_block(context, std::move(transfer), command)
                                : take_block(context, std::move(transfer), command);
}

} // namespace uicc::emulator::commands
