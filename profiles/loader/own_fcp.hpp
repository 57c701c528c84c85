#pragma once

#include "filesystem/fcp_template.hpp"
#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// `fcp:` of a file, the template that SELECT answers. The file is what it says; the other keys
/// change what the file is, not what is answered.
void read_own_fcp(Section& section, FilePlan& plan);

/// Makes of a file what a template says of it.
void apply_own_fcp(const filesystem::FcpTemplate& fcp, Bytes encoded, FilePlan& plan);

} // namespace uicc::profiles
