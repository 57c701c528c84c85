#pragma once

#include "codec/bytes.hpp"

#include <string>

namespace uicc::daemon::cli {

/// The key that a PIN command is about, as " (PIN1)"; empty for other commands. TS 102 221 §11.1.9
/// to §11.1.13.
[[nodiscard]] std::string key_of(ByteView command);

/// What 63CX says after a PIN command, as "2 tries left"; empty for other commands and answers.
[[nodiscard]] std::string tries_left(ByteView command, ByteView answer);

/// Whether a command is GET RESPONSE, on whatever channel.
[[nodiscard]] bool is_get_response(ByteView command);

} // namespace uicc::daemon::cli
