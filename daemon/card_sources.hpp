#pragma once

#include "daemon/daemon_options.hpp"
#include "daemon/farm/hosted_card.hpp"
#include "profiles/loader/load_profile.hpp"

#include <vector>

namespace uicc::daemon {

/// A card that the options ask for: what it is called, and how it is made.
struct CardSource {
    std::string name{};
    std::string profile_hash{};
    std::filesystem::path profile{};
    HostedCard::Describe describe{};
};

/// The cards of all profiles and of the profile folder, in this order. A card is named by its
/// ICCID; when the same profile is given again, the next ones get a number. Or every mistake of
/// every profile, and cards of one family that have one ICCID.
[[nodiscard]] Result<std::vector<CardSource>, profiles::Diagnostics> plan_cards(
    const DaemonOptions& options);

/// The card of one profile, the first of a family, named by its ICCID; or every mistake in it.
[[nodiscard]] Result<CardSource, profiles::Diagnostics> plan_card(
    const std::filesystem::path& profile);

} // namespace uicc::daemon
