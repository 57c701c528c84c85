#pragma once

#include <string>
#include <string_view>

namespace uicc::profiles {

/// A sentence and the clause that stood in brackets at its end.
struct Statement {
    std::string sentence{};
    std::string clause{};
};

[[nodiscard]] Statement split_clause(std::string_view text);

} // namespace uicc::profiles
