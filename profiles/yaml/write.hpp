#pragma once

#include "profiles/yaml/node.hpp"

#include <string>

namespace uicc::profiles::yaml {

/// A document as text: small values on one line, larger ones in blocks. Reading it again gives the
/// same values.
[[nodiscard]] std::string write(const Node& document);

} // namespace uicc::profiles::yaml
