#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/dm_error.hpp"

#include <string>

namespace uicc::emulator::dm {

/// What the content of a file of the PKCS#15 application can be.
enum class DmContent {
    Lwm2mBootstrap,
    DmMessage,          ///< SyncML DM message
    ManagementTree,     ///< bare TNDS
    ClientProvisioning, ///< wap-provisioningdoc
    Odf,
    Dodf,
    TokenInfo,
};

/// Whether passwords, keys, nonces and what could be one by damage are printed or replaced by their
/// size: `[16 octets]`.
enum class Secrets { Mask, Show };

/// Larger input is refused.
inline constexpr std::size_t max_described_size = 65536;

/// Judges by the first octets; refused when they fit nothing.
[[nodiscard]] Result<DmContent, DmError> recognise(ByteView content);

/// Readable text, lines ending in a line feed. FF or 00 fill behind the document is accepted,
/// anything malformed is refused with its offset and the reason.
[[nodiscard]] Result<std::string, DmError> describe(ByteView content,
                                                    Secrets secrets = Secrets::Mask);

} // namespace uicc::emulator::dm
