#include "crypto/gba.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace uicc::crypto {
namespace {

using test::from_hex;
using test::to_hex;

TEST(Gba, DerivesTheKeysOfTheVectors)
{
    std::ifstream file{TEST_VECTOR_DIR "/gba.json"};
    const auto vectors = nlohmann::json::parse(file).at("vectors");
    EXPECT_EQ(vectors.size(), 6U);
    for (const auto& vector : vectors) {
        SCOPED_TRACE(vector.at("name").get<std::string>());
        const auto octets = [&](const char* key) {
            return from_hex(vector.at(key).get<std::string>());
        };
        const std::string text = vector.at("impi");
        const Bytes impi{text.begin(), text.end()};
        const Bytes rand = octets("rand");
        const Bytes naf_id = octets("naf_id");
        const NafBinding binding{.rand = rand, .impi = impi, .naf_id = naf_id};
        EXPECT_EQ(to_hex(derive_naf_key(NafKey::External, octets("ks"), binding)),
                  to_hex(octets("ks_ext_naf")));
        EXPECT_EQ(to_hex(derive_naf_key(NafKey::Internal, octets("ks"), binding)),
                  to_hex(octets("ks_int_naf")));
        EXPECT_EQ(to_hex(gba_mac_modification(octets("ik"))), to_hex(octets("trunc64_sha1_ik")));
    }
}

} // namespace
} // namespace uicc::crypto
