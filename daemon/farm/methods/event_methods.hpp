#pragma once

#include "daemon/farm/methods/method.hpp"
#include "daemon/trace/event_hub.hpp"

namespace uicc::daemon::methods {

/// subscribe, unsubscribe. The hub outlives the methods.
void add_event_methods(control::Methods& methods,
                       const Surroundings& daemon,
                       trace::EventHub& events);

} // namespace uicc::daemon::methods
