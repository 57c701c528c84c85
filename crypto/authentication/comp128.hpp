#pragma once

#include "crypto/authentication/gsm_keys.hpp"

namespace uicc::crypto::authentication {

/// COMP128-1: the last 10 bits of Kc are zero. Broken for decades; here for the cards that have it.
[[nodiscard]] GsmKeys comp128_1(BlockView ki, BlockView rand);

/// COMP128-2: the same as COMP128-3, but the last 10 bits of Kc are zero.
[[nodiscard]] GsmKeys comp128_2(BlockView ki, BlockView rand);

/// COMP128-3: all 64 bits of Kc count.
[[nodiscard]] GsmKeys comp128_3(BlockView ki, BlockView rand);

} // namespace uicc::crypto::authentication
