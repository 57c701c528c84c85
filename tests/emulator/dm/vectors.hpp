#pragma once

#include "codec/bytes.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace uicc::test {

/// tests/vectors/dm/<name>.json.
[[nodiscard]] const nlohmann::json& dm_vectors(const std::string& name);

/// Octets of a hexadecimal string of a vector file.
[[nodiscard]] Bytes octets(const nlohmann::json& hex);

} // namespace uicc::test
