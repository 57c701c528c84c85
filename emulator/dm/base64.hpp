#pragma once

#include "codec/bytes.hpp"

#include <string>

namespace uicc::emulator::dm {

/// RFC 4648 §4, with padding, on one line.
[[nodiscard]] std::string to_base64(ByteView octets);

} // namespace uicc::emulator::dm
