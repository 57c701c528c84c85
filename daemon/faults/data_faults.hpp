#pragma once

#include "crypto/random_source.hpp"
#include "daemon/faults/fault.hpp"

#include <optional>
#include <string_view>

namespace uicc::daemon::faults {

/// Response data as an action would have it; nothing when the action is about something else, or
/// finds nothing to change. `command` is the name of the command that it answers.
[[nodiscard]] std::optional<Bytes> altered(const Action& action,
                                           ByteView data,
                                           std::string_view command,
                                           crypto::RandomSource& random);

} // namespace uicc::daemon::faults
