#pragma once

#include "emulator/card/card_description.hpp"

#include <string>

namespace uicc::profiles {

/// The file system of a card as an indented tree, one file a line: name, FID, SFI, structure and
/// size, who may read and update it, and what its contents mean where the standard says so.
[[nodiscard]] std::string render_tree(const emulator::CardDescription& card);

} // namespace uicc::profiles
