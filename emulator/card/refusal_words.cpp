#include "emulator/card/refusal_words.hpp"

#include "emulator/apdu/gsm_status_word.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::emulator {
namespace {

constexpr std::size_t header_size = 4;

std::size_t number_in(ByteView octets)
{
    std::size_t number = 0;
    for (const Byte octet : octets) {
        number = number << 8 | octet;
    }
    return number;
}

std::string counted(std::size_t octets)
{
    return fmt::format("{} {}", octets, octets == 1 ? "octet" : "octets");
}

std::string wrong_length(std::string_view name, ByteView lc, std::size_t behind)
{
    return fmt::format("{} says {} of data, {} {}", name, counted(number_in(lc)), behind,
                       behind == 1 ? "follows" : "follow");
}

constexpr ClassByte::Group group_of(CommandClass cla) noexcept
{
    switch (cla) {
    case CommandClass::Cla8XCXEX:
        return ClassByte::Group::Etsi;
    case CommandClass::ClaA0:
        return ClassByte::Group::Gsm;
    case CommandClass::Cla0X4X6X:
        break;
    }
    return ClassByte::Group::Interindustry;
}

/// The octet that puts a command into another class, on the same logical channel if there is one.
Byte class_octet(CommandClass wanted, Byte cla) noexcept
{
    constexpr Byte etsi_bit = 0x80;
    if (wanted == CommandClass::ClaA0) {
        return gsm_class;
    }
    const Byte channel = cla == gsm_class ? Byte{0} : static_cast<Byte>(cla & ~etsi_bit);
    return wanted == CommandClass::Cla8XCXEX ? static_cast<Byte>(channel | etsi_bit) : channel;
}

} // namespace

std::optional<CommandApdu> header_in(ByteView octets)
{
    if (octets.size() < header_size) {
        return std::nullopt;
    }
    return CommandApdu{
        .cla = octets[0], .ins = Instruction{octets[1]}, .p1 = octets[2], .p2 = octets[3]};
}

std::string wrong_form(ByteView octets)
{
    if (octets.size() < header_size) {
        return fmt::format("a command begins with CLA, INS, P1 and P2, and this has {}",
                           counted(octets.size()));
    }
    const ByteView body = octets.subspan(header_size);
    if (body.size() > 1 && body[0] != 0) {
        return wrong_length("Lc", body.first(1), body.size() - 1);
    }
    constexpr std::size_t extended_size = 3;
    if (body.size() < extended_size) {
        return "an extended length is two octets behind 00, 1 follows";
    }
    const ByteView lc = body.subspan(1, extended_size - 1);
    return number_in(lc) == 0 ? "the extended Lc is 0, and octets follow"
                              : wrong_length("the extended Lc", lc, body.size() - extended_size);
}

bool is_offered(CommandClasses classes, ClassByte::Group group) noexcept
{
    const CommandClasses lone =
        group == ClassByte::Group::Gsm ? CommandClasses::Gsm : CommandClasses::Uicc;
    return classes == CommandClasses::Both || classes == lone;
}

std::string_view unserved_class(Byte cla, CommandClasses classes)
{
    if (!decode_class(cla)) {
        return "no command has this class";
    }
    return classes == CommandClasses::Gsm
               ? "this card has class A0 only (behaviour: {classes: gsm})"
               : "this card has no class A0 (behaviour: {classes: uicc})";
}

std::string unknown_instruction(const CommandApdu& command,
                                CommandClasses classes,
                                std::initializer_list<std::span<const CommandSpec>> tables)
{
    for (const auto& table : tables) {
        const auto row = std::ranges::find(table, command.ins, &CommandSpec::ins);
        if (row != table.end() && is_offered(classes, group_of(row->cla))) {
            return fmt::format("{} has class {:02X}, not {:02X}", row->name,
                               class_octet(row->cla, command.cla), command.cla);
        }
    }
    return "no command has this instruction";
}

std::string unserved_channel(const ClassByte& cla, StatusWord status)
{
    if (status == sw::channel_not_supported) {
        return fmt::format("channel {} is not open", cla.channel);
    }
    return cla.secure_messaging ? "a protected command cannot be chained"
                                : "the card takes no chained commands (behaviour: "
                                  "{command-chaining: true} offers them)";
}

std::string_view nothing_fetched(StatusWord status)
{
    if (status == sw::no_precise_diagnosis) {
        return "nothing is waiting to be fetched";
    }
    const bool parameters = status == sw::incorrect_p1_p2 || status == sw::gsm::incorrect_p1_p2;
    return parameters ? "P1 and P2 are 00" : "Le asks for more than is waiting";
}

} // namespace uicc::emulator
