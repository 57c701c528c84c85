#pragma once

#include "daemon/control/json_rpc.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace uicc::daemon::lab {

/// One thing that a client did wrong, with the commands that show it as lines of text.
struct Finding {
    std::string expectation{};
    std::string reason{};
    std::vector<std::string> excerpt{};
};

/// What came out of a scenario.
struct ScenarioResult {
    std::string file{};
    std::string id{};
    std::string about{};
    std::string rule{};  ///< that the client was told to break; usually empty
    std::string error{}; ///< why the scenario could not be run; empty when it was
    std::vector<Finding> findings{};
    std::size_t commands = 0; ///< APDUs of the client
    std::chrono::milliseconds time{};
    std::string output{}; ///< what the client printed last

    [[nodiscard]] bool has_passed() const { return error.empty() && findings.empty(); }
};

[[nodiscard]] control::Json to_json(const ScenarioResult& result);
[[nodiscard]] ScenarioResult result_from(const control::Json& json);

/// A line with the outcome, and for a failure what shows it.
[[nodiscard]] std::string to_text(const ScenarioResult& result);

/// A report as CI systems read it: one test case for each scenario.
[[nodiscard]] std::string to_junit(const std::vector<ScenarioResult>& results);

} // namespace uicc::daemon::lab
