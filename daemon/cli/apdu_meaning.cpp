#include "daemon/cli/apdu_meaning.hpp"

#include "emulator/transport/response_delivery.hpp"
#include "filesystem/key_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::daemon::cli {
namespace {

constexpr std::size_t header_size = 4;

// VERIFY PIN, CHANGE PIN, DISABLE PIN, ENABLE PIN, UNBLOCK PIN: P2 is the key reference.
constexpr std::array<Byte, 5> pin_instructions{0x20, 0x24, 0x26, 0x28, 0x2C};

bool is_pin_command(ByteView command)
{
    return command.size() >= header_size &&
           std::ranges::find(pin_instructions, command[1]) != pin_instructions.end();
}

} // namespace

std::string key_of(ByteView command)
{
    if (!is_pin_command(command)) {
        return {};
    }
    return fmt::format(" ({})", filesystem::name_of(filesystem::KeyReference{command[3]}));
}

std::string tries_left(ByteView command, ByteView answer)
{
    const bool counts = is_pin_command(command) && answer.size() == 2 && answer[0] == 0x63 &&
                        (answer[1] & 0xF0) == 0xC0;
    if (!counts) {
        return {};
    }
    const unsigned tries = answer[1] & 0x0F;
    return fmt::format("{} {} left", tries, tries == 1 ? "try" : "tries");
}

bool is_get_response(ByteView command)
{
    return command.size() >= header_size &&
           emulator::Instruction{command[1]} == emulator::get_response_instruction;
}

} // namespace uicc::daemon::cli
