#include "daemon/trace/apdu_meaning.hpp"

#include "emulator/apdu/class_byte.hpp"
#include "emulator/security/tries_left.hpp"
#include "emulator/transport/response_delivery.hpp"
#include "filesystem/key_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::daemon::trace {
namespace {

using filesystem::KeyReference;

constexpr std::size_t header_size = 4;

// VERIFY PIN, CHANGE PIN, DISABLE PIN, ENABLE PIN, UNBLOCK PIN: P2 is the key reference.
constexpr std::array<Byte, 5> pin_instructions{0x20, 0x24, 0x26, 0x28, 0x2C};

// What the card calls commands that prove something, TS 102 221 §11.1.9 to §11.1.16 and TS 51.011
// §8.9 to §8.13.
constexpr std::array<std::string_view, 12> proofs{"VERIFY PIN",
                                                  "CHANGE PIN",
                                                  "DISABLE PIN",
                                                  "ENABLE PIN",
                                                  "UNBLOCK PIN",
                                                  "AUTHENTICATE",
                                                  "EXTERNAL AUTHENTICATE",
                                                  "VERIFY CHV",
                                                  "CHANGE CHV",
                                                  "DISABLE CHV",
                                                  "ENABLE CHV",
                                                  "UNBLOCK CHV"};

// TS 102 221 §10.2.1.5, 9862 and 9864 of TS 31.102 §7.3.1, TS 51.011 §9.4.4.
constexpr std::array<std::uint16_t, 13> denials{0x6300, 0x6982, 0x6983, 0x6984, 0x6985,
                                                0x6987, 0x6988, 0x9862, 0x9864, 0x9802,
                                                0x9804, 0x9808, 0x9840};

bool is_denial(std::uint16_t status)
{
    return (status & 0xFFF0) == 0x63C0 || std::ranges::find(denials, status) != denials.end();
}

bool is_pin_command(ByteView command)
{
    return command.size() >= header_size &&
           std::ranges::find(pin_instructions, command[1]) != pin_instructions.end();
}

/// The key that P2 of a PIN command names. Class A0 calls CHV2 02, and UNBLOCK CHV calls CHV1 00.
KeyReference key_in(ByteView command)
{
    const Byte p2 = command[3];
    if (command[0] != emulator::gsm_class || p2 > 0x02) {
        return KeyReference{p2};
    }
    return p2 == 0x02 ? filesystem::pin2 : filesystem::pin1;
}

} // namespace

std::string key_of(ByteView command)
{
    if (!is_pin_command(command)) {
        return {};
    }
    return fmt::format(" ({})", filesystem::name_of(key_in(command)));
}

std::string tries_left(ByteView command, ByteView answer)
{
    const bool counts = is_pin_command(command) && answer.size() == 2 && answer[0] == 0x63 &&
                        (answer[1] & 0xF0) == 0xC0;
    if (!counts) {
        return {};
    }
    return emulator::tries_left_in_words(answer[1] & 0x0FU);
}

bool is_get_response(ByteView command)
{
    return command.size() >= header_size &&
           emulator::Instruction{command[1]} == emulator::get_response_instruction;
}

std::optional<std::uint16_t> status_of(ByteView answer)
{
    if (answer.size() < 2) {
        return std::nullopt;
    }
    const ByteView status = answer.last(2);
    return static_cast<std::uint16_t>(status[0] << 8 | status[1]);
}

bool has_selected(const CardEvent& event)
{
    const unsigned status = status_of(event.response).value_or(0);
    const unsigned sw1 = status >> 8U;
    return event.name == "SELECT" &&
           (status == 0x9000 || sw1 == 0x61 || sw1 == 0x62 || sw1 == 0x9F);
}

std::optional<std::string> security_outcome(const CardEvent& event)
{
    const auto status = status_of(event.response);
    const bool proves = std::ranges::find(proofs, event.name) != proofs.end();
    if (!status || (!proves && !is_denial(*status))) {
        return std::nullopt;
    }
    const bool succeeds = *status == 0x9000 || *status >> 8U == 0x61;
    std::string outcome;
    for (const std::string& part :
         {is_pin_command(event.command) ? filesystem::name_of(key_in(event.command)) : "",
          std::string{succeeds ? "success" : ""}, tries_left(event.command, event.response),
          event.reason}) {
        outcome += outcome.empty() || part.empty() ? part : ", " + part;
    }
    return outcome.empty() ? fmt::format("{:04X}", *status) : outcome;
}

} // namespace uicc::daemon::trace
