#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/decode.hpp"
#include "emulator/dm/dm_error.hpp"

#include <string>

namespace uicc::emulator::dm {

/// A SyncML message, a management tree or a provisioning document as indented XML.
[[nodiscard]] Result<std::string, DmError> describe_wbxml(ByteView content, Secrets secrets);

} // namespace uicc::emulator::dm
