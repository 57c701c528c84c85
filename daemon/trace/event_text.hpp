#pragma once

#include "daemon/trace/secrecy.hpp"

#include <string>

namespace uicc::daemon::trace {

enum class Colour { Without, With };

/// An event for people, with the end of its last line: when, who, what with which outcome; below an
/// APDU its octets, why it was refused, and its answer taken apart.
[[nodiscard]] std::string text_of(const ShownEvent& shown, Colour colour);

/// Whether the lines of an APDU say this already: selections and decisions about security.
[[nodiscard]] bool is_said_by_apdu(EventKind kind) noexcept;

/// What P1, P2 and the channel of a command say: "by path from the MF", "record 3", "PIN1";
/// empty for commands that say nothing more by them.
[[nodiscard]] std::string parameters_of(const CardEvent& event);

} // namespace uicc::daemon::trace
