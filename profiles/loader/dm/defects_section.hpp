#pragma once

#include "emulator/dm/defects.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// `truncate:`, `padding:`, `size:` and `patches:` of an object. `content_size` in octets.
[[nodiscard]] emulator::dm::Defects read_defects(Section& section, std::size_t content_size);

} // namespace uicc::profiles
