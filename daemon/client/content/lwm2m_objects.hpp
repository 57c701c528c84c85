#pragma once

#include "codec/bytes.hpp"
#include "daemon/client/rules.hpp"
#include "emulator/dm/lwm2m_bootstrap.hpp"

#include <vector>

namespace uicc::daemon::client::content {

/// The objects of EF.LwM2M_Bootstrap: strictly, or as clients read them that are not.
[[nodiscard]] Result<std::vector<emulator::dm::Lwm2mObject>, emulator::dm::DmError> decode_objects(
    ByteView file, const Conduct& conduct);

} // namespace uicc::daemon::client::content
