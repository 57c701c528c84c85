#pragma once

#include "crypto/aes.hpp"

namespace uicc::crypto {

/// CMAC with AES (SP 800-38B), all 16 octets. The key has 16, 24 or 32; any other size is a mistake
/// of the caller: std::invalid_argument.
[[nodiscard]] Block aes_cmac(ByteView key, ByteView message);

} // namespace uicc::crypto
