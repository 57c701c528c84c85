#include "emulator/security/global_platform/protocol.hpp"

#include <algorithm>
#include <array>

namespace uicc::emulator::global_platform {
namespace {

using enum Protocol::Number;

/// P1 of EXTERNAL AUTHENTICATE, GPCS §E.5.2.3 and Amendment D §7.1.2.1.
struct LevelCode {
    Byte p1 = 0;
    bool scp02 = false;
    bool scp03 = false;
};

constexpr auto level_codes = std::to_array<LevelCode>({
    // clang-format off
    // P1   SCP02  SCP03
    {0x00,  true,  true},
    {0x01,  true,  true},
    {0x03,  true,  true},
    {0x10,  true,  false},
    {0x11,  true,  true},
    {0x13,  true,  true},
    {0x33,  false, true},
    // clang-format on
});

constexpr unsigned command_mac_bit = 0x01;
constexpr unsigned command_encryption_bit = 0x02;
constexpr unsigned response_mac_bit = 0x10;
constexpr unsigned response_encryption_bit = 0x20;
constexpr unsigned response_bits = response_mac_bit | response_encryption_bit;

SecurityLevel decode(Byte p1)
{
    return {.authenticated = true,
            .command_mac = (p1 & command_mac_bit) != 0,
            .command_encryption = (p1 & command_encryption_bit) != 0,
            .response_mac = (p1 & response_mac_bit) != 0,
            .response_encryption = (p1 & response_encryption_bit) != 0};
}

unsigned command_bits(SecurityLevel level)
{
    return (level.command_mac ? command_mac_bit : 0U) |
           (level.command_encryption ? command_encryption_bit : 0U);
}

} // namespace

std::optional<Protocol> Protocol::from(Number number, Byte i) noexcept
{
    const Protocol protocol{number, i};
    const unsigned reserved = number == Scp02 ? 0x80U : 0x8EU;
    const bool encrypts_without_mac =
        number == Scp03 && protocol.response_encryption() && !protocol.response_mac();
    if ((i & reserved) != 0 || encrypts_without_mac) {
        return std::nullopt;
    }
    return protocol;
}

Result<SecurityLevel, StatusWord> Protocol::level(Byte p1) const
{
    const bool known = std::ranges::any_of(level_codes, [&](const LevelCode& code) {
        return code.p1 == p1 && (number_ == Scp02 ? code.scp02 : code.scp03);
    });
    if (!known) {
        return tl::unexpected{sw::incorrect_p1_p2};
    }
    const SecurityLevel level = decode(p1);
    if ((level.response_mac && !response_mac()) ||
        (level.response_encryption && !response_encryption())) {
        return tl::unexpected{sw::conditions_of_use_not_satisfied};
    }
    return level;
}

Result<SecurityLevel, StatusWord> Protocol::with_response_protection(SecurityLevel level,
                                                                     Byte p1) const
{
    if ((p1 & ~response_bits) != 0) {
        return tl::unexpected{sw::incorrect_p1_p2};
    }
    return this->level(static_cast<Byte>(command_bits(level) | p1));
}

} // namespace uicc::emulator::global_platform
