#include "emulator/commands/status.hpp"

#include "codec/ber_tlv.hpp"
#include "emulator/commands/fcp_response.hpp"

namespace uicc::emulator::commands {
namespace {

constexpr Byte highest_indication = 0x02; // the terminal will end the application session
constexpr Byte as_select = 0x00;
constexpr Byte df_name = 0x01;
constexpr Byte no_data = 0x0C;

CommandResult current_df_name(const CommandContext& context)
{
    if (!context.channel.application) {
        return context.refuse(sw::referenced_data_not_found,
                              "no application is active on this channel");
    }
    ResponseApdu response;
    const auto& adf = context.memory.header(*context.channel.application);
    codec::append_tlv(response.data, codec::Tag{0x84}, adf.aid.value().octets());
    return response;
}

} // namespace

CommandResult status(CommandContext& context, const CommandApdu& command)
{
    if (command.p1 > highest_indication) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00, 01 or 02");
    }
    const filesystem::FileIndex directory = context.channel.directory;
    context.explanation.file = context.memory.header(directory).name;
    switch (command.p2) {
    case as_select:
        return fcp_response(context, directory);
    case df_name:
        return current_df_name(context);
    case no_data:
        return ResponseApdu{.status = selection_status(context, directory)};
    default:
        return context.refuse(sw::incorrect_p1_p2, "P2 is 00, 01 or 0C");
    }
}

} // namespace uicc::emulator::commands
