#pragma once

#include "daemon/control/json_rpc.hpp"
#include "profiles/yaml/node.hpp"

#include <string_view>

namespace uicc::daemon::lab {

/// A value of a scenario as a value of the control API. What stands without quotes and looks like a
/// truth value or a small decimal number is one; octets and status words stay texts.
[[nodiscard]] control::Json to_json(const profiles::yaml::Node& node);

/// The node that a JSON pointer leads to, as far as it leads.
[[nodiscard]] const profiles::yaml::Node& node_at(const profiles::yaml::Node& root,
                                                  std::string_view pointer);

} // namespace uicc::daemon::lab
