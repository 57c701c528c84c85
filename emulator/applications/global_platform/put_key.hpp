#pragma once

#include "emulator/apdu/response_apdu.hpp"
#include "emulator/security/global_platform/key_set.hpp"
#include "emulator/security/global_platform/session.hpp"

#include <vector>

namespace uicc::emulator::global_platform {

/// One key of PUT KEY, out of its encryption.
struct NewKey {
    KeyType type{};
    SecureBytes value{};
    bool has_check_value = false; ///< in the command, and so in the answer
};

/// PUT KEY, GPCS §11.8.
struct PutKey {
    Byte replaced_version = 0; ///< 00: the keys are added
    Byte version = 0;
    Byte first_identifier = 0; ///< of the first key; the others follow
    bool last = true;          ///< no further command puts keys into the set
    std::vector<NewKey> keys{};
};

/// From an unwrapped command, its keys decrypted by the session. 6A86 for P1 and P2, 6A80 for the
/// structure of the data, 9484 for keys that are neither DES nor AES, 9485 for a wrong key check
/// value.
[[nodiscard]] Result<PutKey, StatusWord> parse_put_key(const CommandApdu& command,
                                                       const Session& session);

/// The new version and the key check values, GPCS §11.8.3.1.
[[nodiscard]] Bytes put_key_answer(const PutKey& put_key);

} // namespace uicc::emulator::global_platform
