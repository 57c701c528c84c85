#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace uicc::profiles::yaml {

/// Offset of the first bracket or brace that nests flow collections deeper than `limit`. One walk
/// through the text without memory of its own: the parser keeps a token for every bracket that is
/// open, long before it tells anybody. Quotes, comments and block scalars are stepped over.
[[nodiscard]] std::optional<std::size_t> first_too_deep(std::string_view text, std::size_t limit);

} // namespace uicc::profiles::yaml
