#pragma once

#include "daemon/client/account.hpp"
#include "daemon/client/card/pin_gate.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace uicc::daemon::client {

/// How a boot ended.
enum class Outcome {
    Applied,   ///< accounts were added, changed or removed
    Unchanged, ///< the card holds what it held
    Absent,    ///< the card has no bootstrap data
    Malformed, ///< it has, and none are usable
    Refused,   ///< the card did not let them be read
    Failed,    ///< the card could not be used to the end
};

/// As reports name it: "applied".
[[nodiscard]] std::string_view to_string(Outcome outcome);

/// What a client has to say after a boot. Without secrets.
struct Report {
    std::string iccid{};
    Outcome outcome = Outcome::Failed;
    std::vector<Account> accounts{};
    std::vector<std::string> added{};
    std::vector<std::string> removed{};
    card::PinOutcome pin = card::PinOutcome::NotNeeded;
    std::vector<std::string> problems{}; ///< sentences
    std::uint64_t commands = 0;
};

/// One JSON object, indented, with a line feed behind it.
[[nodiscard]] std::string to_json(const Report& report);

/// The same for people.
[[nodiscard]] std::string to_text(const Report& report);

} // namespace uicc::daemon::client
