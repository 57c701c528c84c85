#pragma once

#include "emulator/applications/ara_m/access_rule.hpp"
#include "profiles/loader/files.hpp"

namespace uicc::profiles {

inline constexpr std::string_view ara_m_name = "ARA-M";

/// `access-control:`, the access rule application master and its rules.
struct AccessControl {
    FilePlan applet{};
    std::vector<emulator::applications::AccessRule> rules{};
};

[[nodiscard]] AccessControl read_access_control(LoadContext& context, const yaml::Node& node);

} // namespace uicc::profiles
