#pragma once

#include "emulator/dm/client_provisioning.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// Authored keys of a document of `client-provisioning:`: naps, applications, characteristics.
[[nodiscard]] emulator::dm::ClientProvisioning read_provisioning(Section& section);

} // namespace uicc::profiles
