#pragma once

#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// An application without files, known by its AID alone; the key `aid` replaces the usual one.
[[nodiscard]] FilePlan read_applet(Section& section, std::string_view name, ByteView usual_aid);

} // namespace uicc::profiles
