#pragma once

#include "emulator/apdu/status_word.hpp"

namespace uicc::emulator {

/// Status words that only class A0 has, TS 51.011 §9.4.
namespace sw::gsm {

inline constexpr StatusWord memory_problem{0x9240};
inline constexpr StatusWord no_ef_selected{0x9400};
inline constexpr StatusWord out_of_range{0x9402};
inline constexpr StatusWord not_found{0x9404}; ///< a file, or a pattern
inline constexpr StatusWord file_inconsistent_with_command{0x9408};
inline constexpr StatusWord no_chv_initialised{0x9802};
inline constexpr StatusWord access_condition_not_fulfilled{0x9804};
inline constexpr StatusWord contradiction_with_chv_status{0x9808};
inline constexpr StatusWord contradiction_with_invalidation_status{0x9810};
inline constexpr StatusWord chv_blocked{0x9840};
inline constexpr StatusWord maximum_reached{0x9850};
inline constexpr StatusWord incorrect_p1_p2{0x6B00};

/// 9FXX: octets that GET RESPONSE can fetch.
constexpr StatusWord response_available(std::size_t count) noexcept
{
    return detail::numbered(0x9F00, count);
}

/// 67XX: the length that would have been right, 00 for 256.
constexpr StatusWord wrong_length(std::size_t count) noexcept
{
    return detail::numbered(0x6700, count);
}

} // namespace sw::gsm

/// What a status word of TS 102 221 §10.2 is called in class A0; what is the same there, and what
/// only class A0 has, stays. 6B00 is an offset before and a wrong P1 or P2 after.
[[nodiscard]] StatusWord in_gsm_words(StatusWord status) noexcept;

} // namespace uicc::emulator
