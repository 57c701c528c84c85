#pragma once

#include "daemon/lab/scenario.hpp"

#include <optional>
#include <string>
#include <vector>

namespace uicc::daemon::lab {

/// What a client did, as far as expectations look at it.
struct Conduct {
    std::vector<trace::CardEvent> commands{};
    std::optional<int> exit_status{}; ///< of the latest run; none: it has not ended by itself
    std::string output{};             ///< of the latest run
    std::optional<Json> report{};     ///< of the latest run; none: it wrote none
};

/// How an expectation was not met.
struct Violation {
    std::string expectation{};
    std::string reason{};
    std::vector<std::size_t> shown{}; ///< the commands that show it, as few as possible
};

/// Nothing when the expectation is met.
[[nodiscard]] std::optional<Violation> judge(const Expectation& expectation,
                                             const Conduct& conduct);

} // namespace uicc::daemon::lab
