#pragma once

#include "codec/bytes.hpp"

#include <compare>

namespace uicc::emulator {

/// SW1 SW2 of a response, TS 102 221 §10.2.1.
class StatusWord {
public:
    explicit constexpr StatusWord(std::uint16_t value) noexcept : value_{value} {}

    [[nodiscard]] constexpr std::uint16_t value() const noexcept { return value_; }
    [[nodiscard]] constexpr Byte sw1() const noexcept { return static_cast<Byte>(value_ >> 8); }
    [[nodiscard]] constexpr Byte sw2() const noexcept { return static_cast<Byte>(value_); }

    friend constexpr auto operator<=>(StatusWord, StatusWord) noexcept = default;

private:
    std::uint16_t value_;
};

namespace sw {

inline constexpr StatusWord ok{0x9000};
inline constexpr StatusWord no_information{0x6200};
inline constexpr StatusWord end_of_file_reached{0x6282}; ///< also: SEARCH RECORD found nothing
inline constexpr StatusWord selected_file_deactivated{0x6283};
inline constexpr StatusWord selected_file_terminated{0x6285};
inline constexpr StatusWord more_of_the_object{0x62F1}; ///< RETRIEVE DATA, AUTHENTICATE go on
inline constexpr StatusWord response_data_available{0x62F3};
inline constexpr StatusWord authentication_failed{0x6300};
inline constexpr StatusWord more_data_available{0x6310}; ///< GET STATUS, GPCS §11.4.3.2
inline constexpr StatusWord more_expected{0x63F1};       ///< of the object that has been begun
inline constexpr StatusWord memory_problem{0x6581};
inline constexpr StatusWord wrong_length{0x6700};
inline constexpr StatusWord channel_not_supported{0x6881};
inline constexpr StatusWord secure_messaging_not_supported{0x6882};
inline constexpr StatusWord last_command_of_chain_expected{0x6883};
inline constexpr StatusWord command_chaining_not_supported{0x6884};
inline constexpr StatusWord incompatible_file_structure{0x6981};
inline constexpr StatusWord security_status_not_satisfied{0x6982};
inline constexpr StatusWord authentication_method_blocked{0x6983};
inline constexpr StatusWord referenced_data_invalidated{0x6984};
inline constexpr StatusWord conditions_of_use_not_satisfied{0x6985};
inline constexpr StatusWord no_ef_selected{0x6986};
inline constexpr StatusWord secure_messaging_objects_missing{0x6987};
inline constexpr StatusWord secure_messaging_objects_incorrect{0x6988};
inline constexpr StatusWord incorrect_data{0x6A80};
inline constexpr StatusWord function_not_supported{0x6A81};
inline constexpr StatusWord file_not_found{0x6A82};
inline constexpr StatusWord record_not_found{0x6A83};
inline constexpr StatusWord not_enough_memory{0x6A84};
inline constexpr StatusWord incorrect_p1_p2{0x6A86};
inline constexpr StatusWord referenced_data_not_found{0x6A88};
inline constexpr StatusWord file_exists{0x6A89};
inline constexpr StatusWord df_name_exists{0x6A8A};
inline constexpr StatusWord offset_outside_file{0x6B00};
inline constexpr StatusWord instruction_not_supported{0x6D00};
inline constexpr StatusWord class_not_supported{0x6E00};
inline constexpr StatusWord no_precise_diagnosis{0x6F00};
inline constexpr StatusWord algorithm_not_supported{0x9484};
inline constexpr StatusWord invalid_key_check_value{0x9485};
inline constexpr StatusWord maximum_value_reached{0x9850}; ///< by INCREASE
inline constexpr StatusWord wrong_mac{0x9862};
inline constexpr StatusWord security_context_not_supported{0x9864};
inline constexpr StatusWord no_memory_for_authentication{0x9866};

namespace detail {

constexpr StatusWord numbered(unsigned family, std::size_t count) noexcept
{
    return StatusWord{static_cast<std::uint16_t>(family | (count & 0xFF))};
}

} // namespace detail

/// 63CX: verification failed, X tries left.
constexpr StatusWord tries_left(unsigned count) noexcept
{
    return detail::numbered(0x63C0, count & 0x0F);
}

/// 61XX: octets that GET RESPONSE can fetch, 00 for 256 and more.
constexpr StatusWord response_available(std::size_t count) noexcept
{
    return detail::numbered(0x6100, count > 0xFF ? 0 : count);
}

/// 6CXX: the Le that would have been right, 00 for 256.
constexpr StatusWord wrong_le(std::size_t count) noexcept
{
    return detail::numbered(0x6C00, count);
}

} // namespace sw

/// Warnings (62XX, 63XX) come from commands that were carried out.
[[nodiscard]] constexpr bool is_success(StatusWord status) noexcept
{
    return status == sw::ok || status.sw1() == 0x62 || status.sw1() == 0x63;
}

} // namespace uicc::emulator
