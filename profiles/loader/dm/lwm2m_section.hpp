#pragma once

#include "emulator/dm/lwm2m_bootstrap.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// Authored keys of `lwm2m:`: servers, access-control, version, first-instance.
[[nodiscard]] emulator::dm::Lwm2mBootstrap read_lwm2m(Section& section);

} // namespace uicc::profiles
