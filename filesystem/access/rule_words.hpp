#pragma once

#include "filesystem/access_rule.hpp"

/// Access rules as people would say them.
namespace uicc::filesystem {

enum class KeyNames {
    Plain,         ///< "PIN1"
    WithReference, ///< "PIN1 (01)"
};

/// Under which conditions rules like those of an EF.ARR grant an operation, "PIN1 or ADM1"; empty
/// when none covers it. Only of rules that decide() can decode.
[[nodiscard]] std::string conditions_in_words(ByteView rules,
                                              const Operation& operation,
                                              const SecurityStatus& status,
                                              KeyNames names);

/// The same for rules in the compact format.
[[nodiscard]] std::string compact_conditions_in_words(ByteView rules,
                                                      const Operation& operation,
                                                      const SecurityStatus& status,
                                                      KeyNames names);

} // namespace uicc::filesystem
