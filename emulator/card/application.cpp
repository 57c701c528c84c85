#include "emulator/card/application.hpp"

namespace uicc::emulator {

CommandResult Application::authenticate(CommandContext& /*context*/, const CommandApdu& /*command*/)
{
    return tl::unexpected{sw::conditions_of_use_not_satisfied};
}

} // namespace uicc::emulator
