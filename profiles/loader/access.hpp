#pragma once

#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// `access:` of a file; what it leaves out stays as the catalogue has it.
[[nodiscard]] AccessPlan read_access(Report& report, const yaml::Node& node, AccessPlan otherwise);

/// Who may read a file: the one word of `read:` in a device management object.
void apply_read_right(Report& report, const yaml::Node& node, AccessPlan& access);

} // namespace uicc::profiles
