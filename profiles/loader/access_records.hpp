#pragma once

#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/load_context.hpp"

namespace uicc::profiles {

/// The record of an EF.ARR that rights or a rule of its own come to; `application` has the keys of
/// the one that the file lies in.
[[nodiscard]] Bytes rule_of(const AccessPlan& access,
                            const filesystem::catalogue::RuleKeys& application = {});

/// Gives every file below the MF its security attributes, and every EF.ARR the records that they
/// refer to. References that lead nowhere are reported.
void settle_access(LoadContext& context, FilePlan& mf);

} // namespace uicc::profiles
