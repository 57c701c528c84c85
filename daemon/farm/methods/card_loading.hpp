#pragma once

#include "daemon/daemon_options.hpp"
#include "daemon/farm/methods/method.hpp"

#include <filesystem>
#include <optional>

namespace uicc::daemon::methods {

/// A card that is to be added to a running daemon.
struct CardRequest {
    std::filesystem::path profile{};
    std::optional<std::string> name{}; ///< none: its ICCID, with a number where that is taken
    KeptState kept = KeptState::Refuse;
};

/// The request that `profile`, `name` and `kept` of some parameters make.
[[nodiscard]] Result<CardRequest, control::RpcError> card_request(const Json& given);

/// Makes the card, with what the store keeps for it, and the forks of it that the store knows. The
/// error lists every mistake of the profile with file, line and column.
[[nodiscard]] Result<HostedCard*, control::RpcError> load_card(const Surroundings& daemon,
                                                               const CardRequest& request);

} // namespace uicc::daemon::methods
