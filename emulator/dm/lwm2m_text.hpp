#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/decode.hpp"
#include "emulator/dm/dm_error.hpp"

#include <string>

namespace uicc::emulator::dm {

/// EF.LwM2M_Bootstrap as text: objects, instances, named resources, and what is odd about them.
[[nodiscard]] Result<std::string, DmError> describe_lwm2m(ByteView content, Secrets secrets);

} // namespace uicc::emulator::dm
