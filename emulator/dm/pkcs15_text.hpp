#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/dm_error.hpp"

#include <string>

namespace uicc::emulator::dm {

/// The directories of the PKCS#15 application as text.
[[nodiscard]] Result<std::string, DmError> describe_odf(ByteView content);
[[nodiscard]] Result<std::string, DmError> describe_dodf(ByteView content);
[[nodiscard]] Result<std::string, DmError> describe_token_info(ByteView content);

} // namespace uicc::emulator::dm
