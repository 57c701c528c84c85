#pragma once

#include "emulator/card/card_description.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// `atr:` and `behaviour:` of a profile.
struct Interface {
    Bytes cold_atr{};
    Bytes warm_atr{};
    emulator::Behaviour behaviour{};
};

[[nodiscard]] Interface read_interface(Report& report, Section& profile);

} // namespace uicc::profiles
