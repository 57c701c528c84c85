#pragma once

#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/load_context.hpp"

namespace uicc::profiles {

/// Gives every file below the MF its security attributes, and every EF.ARR the records that they
/// refer to. References that lead nowhere are reported.
void settle_access(LoadContext& context, FilePlan& mf);

} // namespace uicc::profiles
