#pragma once

#include "daemon/faults/fault.hpp"

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace uicc::daemon::faults {

/// What is wrong about a fault, and where.
struct FaultError {
    std::string pointer{}; ///< RFC 6901: "/fcp/remove/0"; empty: the fault as a whole
    std::string what{};    ///< a sentence
};

/// {"on": PATTERN, "channel": N, "nth": N, "times": N, ACTION: ...}; docs/faults.md lists the
/// actions. Every mistake is reported.
[[nodiscard]] Result<Fault, std::vector<FaultError>> parse_fault(
    const nlohmann::json& json, std::span<const std::string> files_of_card = {});

/// Parses to the same fault.
[[nodiscard]] nlohmann::json to_json(const Fault& fault);

/// What it does, without when: {"status": "6982"}.
[[nodiscard]] nlohmann::json to_json(const Action& action);

/// All mistakes in one text, a line each.
[[nodiscard]] std::string to_text(std::span<const FaultError> errors);

} // namespace uicc::daemon::faults
