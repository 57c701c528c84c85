#pragma once

#include "daemon/replay/replay.hpp"

#include <memory>

namespace uicc::daemon::cli {

/// A card in a PC/SC reader, for this program alone. `reader` is the name of the reader or a part
/// of it. Errors are sentences.
[[nodiscard]] Result<std::unique_ptr<replay::Target>, std::string> open_reader(
    const std::string& reader);

} // namespace uicc::daemon::cli
