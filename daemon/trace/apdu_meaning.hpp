#pragma once

#include "daemon/trace/card_event.hpp"

#include <optional>
#include <string>

namespace uicc::daemon::trace {

/// The key that a PIN command is about, as " (PIN1)"; empty for other commands. TS 102 221 §11.1.9
/// to §11.1.13.
[[nodiscard]] std::string key_of(ByteView command);

/// What 63CX says after a PIN command, as "2 tries left"; empty for other commands and answers.
[[nodiscard]] std::string tries_left(ByteView command, ByteView answer);

/// Whether a command is GET RESPONSE, on whatever channel.
[[nodiscard]] bool is_get_response(ByteView command);

/// Status word at the end of an answer; nothing when it has none.
[[nodiscard]] std::optional<std::uint16_t> status_of(ByteView answer);

/// Whether an Apdu event has selected a file or an application; also with 61XX and warnings.
[[nodiscard]] bool has_selected(const CardEvent& event);

/// What an Apdu event says about rights: the reason of a denial, or how it ended for a PIN or a
/// key ("PIN1, 2 tries left, the value is wrong"). Nothing when rights had no part in it.
[[nodiscard]] std::optional<std::string> security_outcome(const CardEvent& event);

} // namespace uicc::daemon::trace
