#include "emulator/card/dispatcher.hpp"

#include "emulator/apdu/gsm_status_word.hpp"
namespace uicc::emulator {
namespace {

constexpr bool matches(CommandClass expected, ClassByte::Group group) noexcept
{
    switch (group) {
    case ClassByte::Group::Interindustry:
        return expected == CommandClass::Cla0X4X6X;
    case ClassByte::Group::Etsi:
        return expected == CommandClass::Cla8XCXEX;
    case ClassByte::Group::Gsm:
        return expected == CommandClass::ClaA0;
    }
    return false;
}

Result<void, StatusWord> check_data(const CommandContext& context,
                                    CommandData expected,
                                    ByteView data)
{
    if (expected == CommandData::None && !data.empty()) {
        return context.refuse(sw::wrong_length, "the command takes no data");
    }
    if (expected == CommandData::Required && data.empty()) {
        return context.refuse(sw::wrong_length, "the command needs data");
    }
    return {};
}

/// Class A0 sees the files outside of every ADF, with the PINs of the main application, which it
/// makes the active one while it is there.
void enter_gsm_view(CommandContext& context)
{
    LogicalChannel& channel = context.channel;
    const auto main = context.description.main_application;
    if (main) {
        channel.application = context.memory.image().exists(*main) ? main : std::nullopt;
    }
    if (context.memory.image().application_of(channel.directory)) {
        channel = LogicalChannel{.application = channel.application};
    }
}

} // namespace

Result<const CommandSpec*, StatusWord> find_command(std::span<const CommandSpec> table,
                                                    const CommandApdu& command)
{
    const auto cla = decode_class(command.cla);
    if (!cla) {
        return tl::unexpected{sw::class_not_supported};
    }
    for (const CommandSpec& row : table) {
        if (row.ins == command.ins && matches(row.cla, cla->group)) {
            return &row;
        }
    }
    return tl::unexpected{sw::instruction_not_supported};
}

Result<void, StatusWord> prepare(const CommandSpec& row,
                                 CommandContext& context,
                                 const CommandApdu& command)
{
    if (row.cla == CommandClass::ClaA0) {
        enter_gsm_view(context);
    }
    TRY(check_data(context, row.data, command.data));
    if (row.target) {
        TRY(open_ef(context, *row.target, command));
    }
    return {};
}

StatusWord OwnWords::operator()(StatusWord status) const noexcept
{
    return cla == CommandClass::ClaA0 ? in_gsm_words(status) : status;
}

} // namespace uicc::emulator
