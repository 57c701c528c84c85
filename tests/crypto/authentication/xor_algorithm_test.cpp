#include "crypto/authentication/xor_algorithm.hpp"
#include "crypto/gsm_conversion.hpp"
#include "tests/crypto/json_vectors.hpp"

#include <gtest/gtest.h>

namespace uicc::crypto::authentication {
namespace {

using test::array_of;
using test::block_of;
using test::lower_hex;
using test::text_of;

TEST(XorAlgorithm, ComputesTheQuintetsOfTheTestUsim)
{
    int checked = 0;
    for (const auto& vector : test::json_vectors("xor.json", "vectors_3g")) {
        SCOPED_TRACE(vector.dump());
        const auto k = block_of(vector, "k");
        const auto rand = block_of(vector, "rand");
        const XorKeys keys = xor_f2345(k, rand);
        EXPECT_EQ(lower_hex(keys.res), text_of(vector, "res"));
        EXPECT_EQ(lower_hex(keys.ck), text_of(vector, "ck"));
        EXPECT_EQ(lower_hex(keys.ik), text_of(vector, "ik"));
        EXPECT_EQ(lower_hex(keys.ak), text_of(vector, "ak"));
        EXPECT_EQ(
            lower_hex(xor_f1(k, rand, array_of<6>(vector, "sqn"), array_of<2>(vector, "amf"))),
            text_of(vector, "mac"));
        EXPECT_EQ(lower_hex(c2(keys.res)), text_of(vector, "sres_c2"));
        EXPECT_EQ(lower_hex(c3(keys.ck, keys.ik)), text_of(vector, "kc_c3"));
        ++checked;
    }
    EXPECT_EQ(checked, 6);
}

TEST(XorAlgorithm, ComputesTheTripletsOfTheTestSim)
{
    int checked = 0;
    for (const auto& vector : test::json_vectors("xor.json", "vectors_2g")) {
        SCOPED_TRACE(vector.dump());
        const GsmKeys keys = xor_gsm(block_of(vector, "ki"), block_of(vector, "rand"));
        EXPECT_EQ(lower_hex(keys.sres), text_of(vector, "sres"));
        EXPECT_EQ(lower_hex(keys.kc), text_of(vector, "kc"));
        ++checked;
    }
    EXPECT_EQ(checked, 10);
}

} // namespace
} // namespace uicc::crypto::authentication
