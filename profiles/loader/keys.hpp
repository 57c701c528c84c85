#pragma once

#include "emulator/security/application_keys.hpp"
#include "profiles/loader/section.hpp"

#include <optional>

namespace uicc::profiles {

/// `keys:` of an application or of the MF: what terminals open secure channels and secure
/// messaging with. The owner is left open. Nothing when the section has no such key.
[[nodiscard]] std::optional<emulator::ApplicationKeys> read_keys(Section& section);

} // namespace uicc::profiles
