#pragma once

#include "daemon/card_sources.hpp"

#include <spdlog/logger.h>

namespace uicc::daemon {

/// Before the cards start: what the store keeps for cards whose profile has been edited since is
/// refused, forgotten or taken over. A refusal names the cards and what is kept; nothing is changed
/// then. What does not fit the new profile is left out of a take-over, and the log says so.
[[nodiscard]] Result<void, std::string> settle_kept_states(filesystem::Store& store,
                                                           std::span<CardSource> sources,
                                                           KeptState wanted,
                                                           spdlog::logger& log);

/// Adds the cards that were forked off these by an earlier daemon; with KeptState::Reset they are
/// forgotten instead.
[[nodiscard]] Result<void, std::string> bring_back_forks(filesystem::Store& store,
                                                         std::vector<CardSource>& sources,
                                                         KeptState wanted);

} // namespace uicc::daemon
