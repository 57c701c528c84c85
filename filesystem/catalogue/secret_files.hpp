#pragma once

#include <string_view>

namespace uicc::filesystem::catalogue {

/// Whether the contents of an EF are not to be shown unasked: the standard keeps keys, passwords or
/// a bootstrap with some in it, or does not know the file.
[[nodiscard]] bool may_hold_secrets(std::string_view ef_name);

} // namespace uicc::filesystem::catalogue
