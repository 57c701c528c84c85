#pragma once

#include "emulator/applications/usim/usim_definition.hpp"
#include "emulator/card/card_description.hpp"

#include <optional>
#include <string>

namespace uicc::profiles {

/// SHA-256 of everything that shapes a card, hexadecimal: files, keys, PINs, behaviour; names and
/// comments do not count.
[[nodiscard]] std::string profile_hash(
    const emulator::CardDescription& card,
    const std::optional<emulator::applications::UsimParameters>& usim);

} // namespace uicc::profiles
