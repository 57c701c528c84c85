#pragma once

#include "emulator/card/card_description.hpp"
#include "profiles/loader/section.hpp"

#include <optional>

namespace uicc::profiles {

/// `atr:` and `behaviour:` of a profile.
struct Interface {
    Bytes cold_atr{};
    Bytes warm_atr{};
    emulator::Behaviour behaviour{};
    /// `classes:`; none: both where there is a DF.GSM.
    std::optional<emulator::CommandClasses> classes{};
};

[[nodiscard]] Interface read_interface(Report& report, Section& profile);

} // namespace uicc::profiles
