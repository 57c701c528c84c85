#pragma once

#include "filesystem/access_rule.hpp"
#include "filesystem/memory/card_memory.hpp"

namespace uicc::filesystem {

/// Rules, and where they stand.
struct Rules {
    ByteView octets{};
    std::optional<FileIndex> arr{}; ///< none: in the FCP of the file itself
    Byte record = 0;                ///< of the EF.ARR
};

/// The rules that hold for a file now: the record of EF.ARR that its FCP names, or the rules in the
/// FCP itself; nothing when the reference leads nowhere. TS 102 221 §9.2.5 and §9.2.7.
[[nodiscard]] std::optional<Rules> rules_of(const CardMemory& memory,
                                            FileIndex file,
                                            Byte security_environment);

/// Whether the user may do this to the file now; a denial says where its rule stands. A file that
/// is still being created takes the right to create it in its directory.
[[nodiscard]] Result<void, Denial> check_access(const CardMemory& memory,
                                                FileIndex file,
                                                AccessMode operation,
                                                const SecurityStatus& status);

} // namespace uicc::filesystem
