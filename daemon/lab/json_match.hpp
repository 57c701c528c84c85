#pragma once

#include "daemon/control/json_rpc.hpp"

#include <optional>
#include <string>

namespace uicc::daemon::lab {

/// Where a value differs from what is wanted, in words, or nothing. Of a map only the wanted
/// members count; a list has to have the wanted items and no others, in any order; numbers and
/// truth values are also equal to their texts.
[[nodiscard]] std::optional<std::string> first_difference(const control::Json& wanted,
                                                          const control::Json& actual);

} // namespace uicc::daemon::lab
