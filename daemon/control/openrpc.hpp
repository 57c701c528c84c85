#pragma once

#include "daemon/control/json_rpc.hpp"

namespace uicc::daemon::control {

/// daemon/control/openrpc.json: every method of a daemon with its parameters, its answer and
/// examples, as OpenRPC 1.2.6 has it.
[[nodiscard]] Json openrpc_description();

/// The method rpc.discover, which answers with it.
void add_discovery(Methods& methods);

} // namespace uicc::daemon::control
