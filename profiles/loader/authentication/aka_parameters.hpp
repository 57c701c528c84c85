#pragma once

#include "emulator/applications/aka/parameters.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// How a USIM authenticates: its algorithm, `gsm-algorithm:`, `sqn:` and `amf:`.
[[nodiscard]] emulator::applications::aka::Parameters read_usim_authentication(Section& usim);

struct IsimAuthentication {
    emulator::applications::aka::Parameters parameters{};
    bool shares_sqn = false; ///< the sequence numbers are those of the USIM
};

/// The same for an ISIM. Without an algorithm it has that of the USIM, and shares its sequence
/// numbers as long as `sqn:` does not say otherwise. `usim` is null on a card without one.
[[nodiscard]] IsimAuthentication read_isim_authentication(
    Section& isim, const emulator::applications::aka::Parameters* usim);

} // namespace uicc::profiles
