#pragma once

#include "emulator/card/card.hpp"
#include "emulator/card/card_description.hpp"

namespace uicc::emulator {

/// A card with every command this program knows: puts the command table and the card together.
[[nodiscard]] Result<Card, filesystem::StoreError> make_card(
    std::shared_ptr<const CardDescription> description,
    const std::string& card_name,
    filesystem::CardStore& store,
    crypto::RandomSource& random);

} // namespace uicc::emulator
