#pragma once

#include "daemon/control/json_rpc.hpp"
#include "daemon/farm/card_farm.hpp"

namespace uicc::daemon {

/// What the control socket can do with cards: list, status, insert, remove, reset, transmit,
/// snapshot, snapshots, rollback, remove_snapshot, fork, and state.show, state.diff, state.export,
/// state.import, state.reset. `card` can be left out where there is one card only. Farm and store
/// outlive the methods.
void add_card_methods(control::Methods& methods,
                      CardFarm& farm,
                      filesystem::Store& store,
                      bool allow_remote);

} // namespace uicc::daemon
