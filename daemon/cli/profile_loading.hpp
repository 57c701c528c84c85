#pragma once

#include "emulator/card/card_description.hpp"

#include <memory>
#include <string>

namespace uicc::daemon::cli {

/// The card of a profile; null after every mistake in it has gone to standard error.
[[nodiscard]] std::shared_ptr<const emulator::CardDescription> load_or_complain(
    const std::string& file);

} // namespace uicc::daemon::cli
