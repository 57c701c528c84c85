#pragma once

#include <span>
#include <string_view>

namespace uicc::daemon::cli::manual {

/// A variable of the environment, or a file, and what it is to the programs.
struct Surrounding {
    std::string_view name{};
    std::string_view text{};
};

[[nodiscard]] std::span<const Surrounding> variables_of_vuicc();
[[nodiscard]] std::span<const Surrounding> variables_of_vuiccd();
[[nodiscard]] std::span<const Surrounding> files();

} // namespace uicc::daemon::cli::manual
