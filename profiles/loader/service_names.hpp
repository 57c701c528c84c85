#pragma once

#include "profiles/loader/report.hpp"

#include <optional>

namespace uicc::profiles {

/// A service of the USIM by its number, or by name such as "sms" or "gsm-access",
/// TS 31.102 §4.2.8. Anything else is reported.
[[nodiscard]] std::optional<unsigned> read_service(Report& report, const yaml::Node& node);

} // namespace uicc::profiles
