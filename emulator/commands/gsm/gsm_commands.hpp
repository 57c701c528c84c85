#pragma once

#include "emulator/card/command_spec.hpp"

#include <span>

namespace uicc::emulator::commands::gsm {

/// The command table of class A0, TS 51.011 §9.2. Without the toolkit: TERMINAL PROFILE, ENVELOPE,
/// FETCH and TERMINAL RESPONSE are instructions that the card does not know.
[[nodiscard]] std::span<const CommandSpec> gsm_commands();

} // namespace uicc::emulator::commands::gsm
