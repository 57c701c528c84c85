#pragma once

#include "tests/crypto/osmo_auc_gen.hpp"
#include "tests/support/vector_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace uicc::test {

/// One list of a file below tests/vectors.
inline nlohmann::json json_vectors(const std::string& file, const char* list)
{
    std::ifstream stream{TEST_VECTOR_DIR "/" + file};
    return nlohmann::json::parse(stream).at(list);
}

inline std::string text_of(const nlohmann::json& vector, const char* key)
{
    return vector.at(key).get<std::string>();
}

inline Bytes octets_of(const nlohmann::json& vector, const char* key)
{
    return from_hex(text_of(vector, key));
}

template <std::size_t Size>
std::array<Byte, Size> array_of(const nlohmann::json& vector, const char* key)
{
    const Bytes octets = octets_of(vector, key);
    if (octets.size() != Size) {
        throw std::runtime_error{"a vector has the wrong length"};
    }
    std::array<Byte, Size> array{};
    std::ranges::copy(octets, array.begin());
    return array;
}

inline std::array<Byte, 16> block_of(const nlohmann::json& vector, const char* key)
{
    return array_of<16>(vector, key);
}

} // namespace uicc::test
