#pragma once

#include "codec/result.hpp"
#include "daemon/trace/secrecy.hpp"

#include <nlohmann/json.hpp>
#include <optional>

namespace uicc::daemon::trace {

/// An event with the keys of docs/traces.md; those that would be empty are left out.
[[nodiscard]] nlohmann::json to_json(const ShownEvent& shown);

/// An event that to_json has made. The error is a sentence.
[[nodiscard]] Result<ShownEvent, std::string> event_from_json(const nlohmann::json& value);

/// "2026-11-27T19:05:03.000001Z"
[[nodiscard]] std::string text_of(std::chrono::system_clock::time_point time);

/// A text of text_of; nothing when it is none.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> time_of(const std::string& text);

} // namespace uicc::daemon::trace
