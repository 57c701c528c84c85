#pragma once

#include "daemon/cli/requests/request.hpp"

namespace uicc::daemon::cli::requests {

// What words become; errors are sentences.

[[nodiscard]] Result<Json, std::string> as_text(const std::string& word);
[[nodiscard]] Result<Json, std::string> as_number(const std::string& word);

/// on or off.
[[nodiscard]] Result<Json, std::string> as_switch(const std::string& word);

/// The daemon may have another working folder.
[[nodiscard]] Result<Json, std::string> as_absolute_path(const std::string& word);

/// The exported state in a file of JSON; - is standard input.
[[nodiscard]] Result<Json, std::string> as_exported_state(const std::string& word);

/// Lists and members are JSON, anything else is a text.
[[nodiscard]] Result<Json, std::string> as_readable_content(const std::string& word);

/// A fault in YAML or JSON.
[[nodiscard]] Result<Json, std::string> as_fault(const std::string& word);

/// The word, or a line of standard input for -, so that no list of processes shows it, nor
/// a terminal.
[[nodiscard]] Result<Json, std::string> as_secret(const std::string& word);

} // namespace uicc::daemon::cli::requests
