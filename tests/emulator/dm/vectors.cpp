#include "tests/emulator/dm/vectors.hpp"

#include "tests/support/vector_file.hpp"

#include <fstream>
#include <map>

namespace uicc::test {

const nlohmann::json& dm_vectors(const std::string& name)
{
    static std::map<std::string, nlohmann::json> loaded;
    auto& vectors = loaded[name];
    if (vectors.is_null()) {
        std::ifstream file{TEST_VECTOR_DIR "/dm/" + name + ".json"};
        file.exceptions(std::ios::failbit | std::ios::badbit);
        vectors = nlohmann::json::parse(file);
    }
    return vectors;
}

Bytes octets(const nlohmann::json& hex)
{
    return from_hex(hex.get<std::string>());
}

} // namespace uicc::test
