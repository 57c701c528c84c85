#pragma once

#include "emulator/dm/dm_account.hpp"
#include "emulator/dm/tnds.hpp"

#include <vector>

namespace uicc::emulator::dm {

/// The management objects that the authored values stand for: network access points, then accounts
/// in their order.
[[nodiscard]] std::vector<MoNode> management_objects(const DmBootstrap& bootstrap);

/// Node names without meaning or used twice, and text that no document can hold. These cannot be
/// encoded, not even as deliberate defects.
[[nodiscard]] std::vector<DmError> check_tree(const std::vector<MoNode>& nodes);

} // namespace uicc::emulator::dm
