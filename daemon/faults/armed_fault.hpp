#pragma once

#include "daemon/faults/fault.hpp"

#include <string>

namespace uicc::daemon::faults {

using FaultId = std::uint64_t;

/// A fault on a card, and what it has done so far.
struct ArmedFault {
    FaultId id = 0;
    Fault fault{};
    std::uint64_t seen = 0;   ///< occurrences
    std::uint64_t struck = 0; ///< of these
    bool is_decided = false;  ///< about the command at hand
    bool strikes = false;     ///< at the command at hand
    Bytes corrected{};        ///< WrongLe: the command that is let pass, without its Le

    /// One more occurrence; whether it strikes.
    bool occurs()
    {
        ++seen;
        const bool is_due = seen >= fault.nth && (!fault.times || struck < *fault.times);
        struck += is_due ? 1 : 0;
        return is_due;
    }
};

template <class Kind>
[[nodiscard]] bool is(const ArmedFault& armed)
{
    return std::holds_alternative<Kind>(armed.fault.action);
}

/// "fault 3: ..." and what it does, for events and explanations.
[[nodiscard]] std::string describe(const ArmedFault& armed);

/// Response data and status word as a reader gets them.
[[nodiscard]] Bytes answer_of(ByteView data, emulator::StatusWord status);

} // namespace uicc::daemon::faults
