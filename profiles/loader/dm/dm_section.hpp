#pragma once

#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/load_context.hpp"

namespace uicc::profiles {

/// The application as it is where a profile does not say otherwise, without any file.
[[nodiscard]] FilePlan pkcs15_plan(yaml::Position position);

/// `dm:`, the PKCS#15 application with its device management bootstrap. The MF is read for the
/// number of the card.
[[nodiscard]] FilePlan read_dm(LoadContext& context, const yaml::Node& node, const FilePlan& mf);

} // namespace uicc::profiles
