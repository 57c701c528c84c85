#pragma once

#include "emulator/dm/dm_account.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// Authored keys of `oma-dm:`: accounts, naps, format and how the document is written.
[[nodiscard]] emulator::dm::DmBootstrap read_oma_dm(Section& section);

} // namespace uicc::profiles
