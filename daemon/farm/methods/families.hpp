#pragma once

#include "daemon/farm/methods/method.hpp"

namespace uicc::daemon::methods {

/// list, load, unload, status, insert, remove, swap.
void add_card_methods(control::Methods& methods, const Surroundings& daemon);

/// power, reset, transmit, atr, channels.
void add_session_methods(control::Methods& methods, const Surroundings& daemon);

/// snapshot, snapshots, rollback, remove_snapshot, fork, and state.show, state.diff, state.export,
/// state.import, state.reset.
void add_state_methods(control::Methods& methods, const Surroundings& daemon);

/// file.list, file.read, file.write, file.state.
void add_file_methods(control::Methods& methods, const Surroundings& daemon);

/// pin.show, pin.set.
void add_pin_methods(control::Methods& methods, const Surroundings& daemon);

/// profile.export.
void add_profile_methods(control::Methods& methods, const Surroundings& daemon);

/// autn.explain.
void add_explanation_methods(control::Methods& methods, const Surroundings& daemon);

/// fault.add, fault.list, fault.clear.
void add_fault_methods(control::Methods& methods, const Surroundings& daemon);

/// What is kept "now", the profile's own state, or a snapshot.
[[nodiscard]] Result<std::vector<filesystem::StoreEntry>, control::RpcError> load_state(
    const Surroundings& daemon, HostedCard& card, const std::string& state);

} // namespace uicc::daemon::methods
