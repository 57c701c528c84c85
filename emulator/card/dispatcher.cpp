#include "emulator/card/dispatcher.hpp"

namespace uicc::emulator {
namespace {

constexpr bool matches(CommandClass expected, ClassByte::Group group) noexcept
{
    return (expected == CommandClass::Cla8XCXEX) == (group == ClassByte::Group::Etsi);
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
    TRY(check_data(context, row.data, command.data));
    if (row.target) {
        TRY(open_ef(context, *row.target, command));
    }
    return {};
}

} // namespace uicc::emulator
