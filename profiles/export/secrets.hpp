#pragma once

#include "profiles/yaml/node.hpp"

namespace uicc::profiles {

/// A section of a profile with zeros for every digit and letter of its keys and PINs, so that they
/// are as long as they were. The paths of what was replaced are added to `left_out`.
[[nodiscard]] yaml::NodePtr without_secrets(const yaml::NodePtr& section,
                                            const std::string& path,
                                            std::vector<std::string>& left_out);

} // namespace uicc::profiles
