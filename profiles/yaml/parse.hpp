#pragma once

#include "profiles/yaml/source.hpp"

namespace uicc::profiles::yaml {

/// Deeper nesting is refused.
inline constexpr std::size_t max_depth = 64;

/// Largest weight of a document: octets of all scalars and `node_weight` for every node, aliases
/// counted as often as they are used.
inline constexpr std::size_t max_weight = std::size_t{4} << 20U;
inline constexpr std::size_t node_weight = 16;

/// The one document of a text. Tags, a second document and aliases within their own anchor are
/// refused like anything that is no YAML.
[[nodiscard]] Result<NodePtr, Problem> parse(const Source& source);

} // namespace uicc::profiles::yaml
