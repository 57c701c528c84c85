#pragma once

#include "codec/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace uicc::daemon::cli {

/// Refuses to write over what is read, by whatever name. `role` is what the input is: "the dump".
/// The error is a sentence; an output without a name is standard output.
[[nodiscard]] Result<void, std::string> require_other_file(const std::string& output,
                                                           const std::filesystem::path& input,
                                                           std::string_view role);

/// Writes a text into a file, to standard output without the name of one. Complains where it
/// cannot; the exit status of the command.
[[nodiscard]] int write_output(const std::string& file, const std::string& text);

} // namespace uicc::daemon::cli
