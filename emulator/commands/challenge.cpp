#include "emulator/commands/challenge.hpp"

namespace uicc::emulator::commands {

CommandResult get_challenge(CommandContext& context, const CommandApdu& command)
{
    constexpr std::size_t usual_size = 8;
    if (command.p1 != 0 || command.p2 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 and P2 are 00");
    }
    const bool any = !command.ne || command.ne->as_many_as_available;
    ResponseApdu response;
    response.data.resize(any ? usual_size : command.ne->limit);
    context.random.fill(response.data);
    context.security.challenge = secure_copy(response.data);
    return response;
}

} // namespace uicc::emulator::commands
