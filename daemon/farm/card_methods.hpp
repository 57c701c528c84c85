#pragma once

#include "daemon/farm/methods/method.hpp"

namespace uicc::daemon {

/// What the control socket can do with cards; daemon/control/openrpc.json describes each method.
/// `card` can be left out where there is one card only.
void add_card_methods(control::Methods& methods, const methods::Surroundings& daemon);

} // namespace uicc::daemon
