#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/client_provisioning.hpp"

namespace uicc::emulator::dm {

/// WBXML 1.3 without a string table, with as few attribute page switches as the tokens allow.
[[nodiscard]] Bytes encode_compact(const ProvisioningDocument& document, CpAuthTokens auth_tokens);

} // namespace uicc::emulator::dm
