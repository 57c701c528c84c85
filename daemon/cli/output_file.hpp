#pragma once

#include <string>

namespace uicc::daemon::cli {

/// Writes a text into a file, to standard output without the name of one. Complains where it
/// cannot; the exit status of the command.
[[nodiscard]] int write_output(const std::string& file, const std::string& text);

} // namespace uicc::daemon::cli
