#pragma once

#include "filesystem/access_rule.hpp"
#include "filesystem/memory/card_memory.hpp"

namespace uicc::filesystem {

/// Rules, and where they stand.
struct Rules {
    ByteView octets{};
    SecurityAttributes::Form form = SecurityAttributes::Form::Referenced;
    std::optional<FileIndex> arr{};    ///< none: in the FCP of the file itself
    Byte record = 0;                   ///< of the EF.ARR
    std::optional<Byte> environment{}; ///< the reference has this record for this one only
};

/// The rules that hold for a file now: the record of EF.ARR that its FCP names, or the rules in the
/// FCP itself; a denial when the reference is malformed or leads nowhere, or to an EF.ARR that is
/// deactivated or terminated. An EF.ARR is looked up in the DF of the file, then upwards.
/// TS 102 221 §9.2.5 to §9.2.7.
[[nodiscard]] Result<Rules, Denial> rules_of(const CardMemory& memory,
                                             FileIndex file,
                                             Byte security_environment);

/// Whether the user may do this to the file now; a denial says in words where its rule stands,
/// what it says and what is missing. A file that is still being created takes the right to create
/// it in its directory.
[[nodiscard]] Result<void, Denial> check_access(const CardMemory& memory,
                                                FileIndex file,
                                                const Operation& operation,
                                                const SecurityStatus& status);

/// What the rules ask of anybody who would do this to the file, "PIN1 and ADM1"; empty when they
/// do not speak of it or cannot be read.
[[nodiscard]] std::string access_in_words(const CardMemory& memory,
                                          FileIndex file,
                                          const Operation& operation,
                                          const SecurityStatus& status);

} // namespace uicc::filesystem
