#pragma once

#include "emulator/applications/aka/parameters.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// Whether the section has one of the keys that describe an algorithm.
[[nodiscard]] bool has_algorithm(Section& application);

/// `milenage:`, `tuak:` or `xor:` of an application; `algorithm:` chooses where several are there.
[[nodiscard]] emulator::applications::aka::AlgorithmParameters read_algorithm(Section& application);

/// `gsm-algorithm:` and `ki:`; without the latter, K of the 3G algorithm is the key.
[[nodiscard]] emulator::applications::aka::GsmParameters read_gsm_algorithm(
    Section& application, const emulator::applications::aka::AlgorithmParameters& algorithm);

} // namespace uicc::profiles
