#pragma once

#include "filesystem/catalogue/catalogue.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace uicc::filesystem::catalogue {

/// Insertions, deletions, replacements and swaps of neighbours between two names; upper and lower
/// case are the same.
[[nodiscard]] std::size_t edit_distance(std::string_view left, std::string_view right);

/// The EF of a directory that a misspelt name most likely means, if any is near enough.
[[nodiscard]] std::optional<std::string_view> closest_ef_name(Directory directory,
                                                              std::string_view misspelt);

/// The same for paths of directories.
[[nodiscard]] std::optional<std::string_view> closest_directory_path(std::string_view misspelt);

} // namespace uicc::filesystem::catalogue
