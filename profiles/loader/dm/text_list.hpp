#pragma once

#include "profiles/loader/section.hpp"

#include <string>
#include <vector>

namespace uicc::profiles {

/// A list of texts, or a single one.
[[nodiscard]] std::vector<std::string> read_texts(Section& section, std::string_view key);

/// `ports:`, a list of numbers or a single one.
[[nodiscard]] std::vector<std::uint16_t> read_ports(Section& section);

} // namespace uicc::profiles
