#pragma once

#include <span>
#include <string_view>

namespace uicc::daemon::cli {

/// What somebody may type, and what it is good for.
struct Example {
    std::string_view line{};
    std::string_view text{};
};

/// To be typed one after the other: what takes a daemon to have one card stands before what loads
/// another. Those of one command stand together.
[[nodiscard]] std::span<const Example> examples();

/// Those of one command.
[[nodiscard]] std::span<const Example> examples_of(std::string_view command);

} // namespace uicc::daemon::cli
