#include "emulator/commands/authenticate.hpp"

#include "emulator/card/file_access.hpp"

#include <algorithm>

namespace uicc::emulator::commands {
namespace {

using filesystem::KeyReference;

} // namespace

Result<void, StatusWord> require_authenticating_application(const CommandContext& context)
{
    if (context.application == nullptr) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "no application that authenticates is active on this channel");
    }
    return {};
}

Result<void, StatusWord> require_application_pin(const CommandContext& context)
{
    const filesystem::FileIndex adf = *context.channel.application;
    const auto listing = context.pin_listing(adf);
    const auto pin = std::ranges::find_if(listing, [](KeyReference reference) {
        return reference >= KeyReference{0x01} && reference <= KeyReference{0x08};
    });
    if (pin != listing.end() && !context.security_for(adf).is_satisfied(*pin)) {
        return context.refuse(sw::security_status_not_satisfied,
                              explain({.reason = filesystem::Denial::Reason::KeyMissing,
                                       .missing_keys = {*pin},
                                       .source = "the command"}));
    }
    return {};
}

CommandResult authenticate(CommandContext& context, const CommandApdu& command)
{
    TRY(require_authenticating_application(context));
    if (command.p1 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00");
    }
    TRY(require_usable(context, *context.channel.application));
    TRY(require_application_pin(context));
    return context.application->authenticate(context, command);
}

} // namespace uicc::emulator::commands
