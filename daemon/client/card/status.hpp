#pragma once

#include <cstdint>

/// Status words, as a terminal sees them: ISO/IEC 7816-4 §5.6, TS 102 221 §10.2.1.
namespace uicc::daemon::client::card::status {

inline constexpr std::uint16_t success = 0x9000;
inline constexpr std::uint16_t end_reached = 0x6282;
inline constexpr std::uint16_t file_deactivated = 0x6283;
inline constexpr std::uint16_t channel_not_supported = 0x6881;
inline constexpr std::uint16_t secure_messaging_not_supported = 0x6882;
inline constexpr std::uint16_t security_not_satisfied = 0x6982;
inline constexpr std::uint16_t blocked = 0x6983;
inline constexpr std::uint16_t data_invalidated = 0x6984;
inline constexpr std::uint16_t conditions_not_satisfied = 0x6985;
inline constexpr std::uint16_t function_not_supported = 0x6A81;
inline constexpr std::uint16_t file_not_found = 0x6A82;
inline constexpr std::uint16_t incorrect_parameters = 0x6A86;
inline constexpr std::uint16_t wrong_parameters = 0x6B00;

[[nodiscard]] constexpr unsigned high(std::uint16_t word) noexcept
{
    return word >> 8U;
}

[[nodiscard]] constexpr unsigned low(std::uint16_t word) noexcept
{
    return word & 0xFFU;
}

/// 9000, or a warning: the command has been carried out.
[[nodiscard]] constexpr bool is_done(std::uint16_t word) noexcept
{
    return word == success || high(word) == 0x62 || high(word) == 0x63;
}

/// 63CX.
[[nodiscard]] constexpr bool tells_tries(std::uint16_t word) noexcept
{
    return (word & 0xFFF0U) == 0x63C0;
}

} // namespace uicc::daemon::client::card::status
