#pragma once

#include "filesystem/identifiers.hpp"

#include <string>

namespace uicc::filesystem {

/// "PIN1", "universal PIN", "PIN2 of application 2", "ADM1"; TS 102 221 Table 9.3.
/// "key 55" where it gives the reference no meaning.
[[nodiscard]] std::string name_of(KeyReference reference);

} // namespace uicc::filesystem
