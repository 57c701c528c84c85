#pragma once

#include "daemon/replay/replay.hpp"
#include "emulator/card/card_description.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace uicc::daemon::replay {

/// A fresh card in this process, as its profile describes it. With a seed its random numbers are
/// those of the first card of a vuiccd with the same seed.
[[nodiscard]] std::unique_ptr<Target> make_card_target(
    const std::shared_ptr<const emulator::CardDescription>& description,
    std::optional<std::uint64_t> seed);

} // namespace uicc::daemon::replay
