#pragma once

#include "emulator/card/card_description.hpp"
#include "profiles/loader/card_plan.hpp"

#include <string>

namespace uicc::profiles {

/// SHA-256 of everything that shapes a card, hexadecimal: files, keys, PINs, behaviour; names and
/// comments do not count.
[[nodiscard]] std::string profile_hash(const emulator::CardDescription& card, const CardPlan& plan);

} // namespace uicc::profiles
