#pragma once

#include "emulator/apdu/class_byte.hpp"
#include "emulator/apdu/command_apdu.hpp"
#include "emulator/card/card_description.hpp"
#include "emulator/card/command_spec.hpp"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Why commands are refused before a row of a command table serves them, in words.
namespace uicc::emulator {

/// The command whose header the octets begin with, whatever follows; nothing when they end in it.
[[nodiscard]] std::optional<CommandApdu> header_in(ByteView octets);

/// What keeps octets from being a command: "Lc says 8 octets of data, 3 follow".
[[nodiscard]] std::string wrong_form(ByteView octets);

/// Whether a card with these classes serves commands of the group.
[[nodiscard]] bool is_offered(CommandClasses classes, ClassByte::Group group) noexcept;

/// Why a class has no commands at all.
[[nodiscard]] std::string_view unserved_class(Byte cla, CommandClasses classes);

/// No table has the instruction in the class of the command; the first that has it in another class
/// tells which.
[[nodiscard]] std::string unknown_instruction(
    const CommandApdu& command,
    CommandClasses classes,
    std::initializer_list<std::span<const CommandSpec>> tables);

/// Why the channel does not take the command, or not as a part of a chain.
[[nodiscard]] std::string unserved_channel(const ClassByte& cla, StatusWord status);

/// Why GET RESPONSE fetches nothing.
[[nodiscard]] std::string_view nothing_fetched(StatusWord status);

} // namespace uicc::emulator
