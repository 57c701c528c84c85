#pragma once

#include "emulator/applications/gsm/sim_definition.hpp"
#include "profiles/loader/section.hpp"

#include <optional>

namespace uicc::profiles {

/// `algorithm:` and `ki:` of `gsm:`; nothing where DF.GSM has no algorithm of its own.
[[nodiscard]] std::optional<emulator::applications::SimParameters> read_sim_parameters(
    Section& gsm);

} // namespace uicc::profiles
