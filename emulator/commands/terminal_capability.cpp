#include "emulator/commands/terminal_capability.hpp"

#include "codec/ber_tlv.hpp"

namespace uicc::emulator::commands {
namespace {

using codec::Tag;
using codec::TlvReader;

bool is_well_formed(ByteView objects)
{
    for (TlvReader reader{objects}; !reader.at_end();) {
        if (!reader.next()) {
            return false;
        }
    }
    return true;
}

} // namespace

CommandResult terminal_capability(CommandContext& context, const CommandApdu& command)
{
    if (command.p1 != 0 || command.p2 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 and P2 are 00");
    }
    if (context.channels.has_any_application()) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "an application has been selected already");
    }
    TlvReader reader{command.data};
    const auto capabilities = reader.next();
    if (!capabilities || capabilities->tag != Tag{0xA9} || !reader.at_end() ||
        !is_well_formed(capabilities->value)) {
        return context.refuse(sw::incorrect_data, "the data is not one template A9");
    }
    return ResponseApdu{};
}

} // namespace uicc::emulator::commands
