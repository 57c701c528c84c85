#pragma once

#include "emulator/applications/usim/usim_definition.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// `milenage:` and `sqn:` of `usim:`.
[[nodiscard]] emulator::applications::UsimParameters read_usim_parameters(Section& usim);

} // namespace uicc::profiles
