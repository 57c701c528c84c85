#pragma once

#include "codec/result.hpp"
#include "profiles/loader/diagnostic.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace uicc::profiles {

/// What stands in a file of YAML, at most yaml::max_text_size octets.
[[nodiscard]] Result<std::string, std::vector<Diagnostic>> read_profile_text(
    const std::filesystem::path& file);

} // namespace uicc::profiles
