#include "crypto/authentication/comp128.hpp"
#include "tests/crypto/json_vectors.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace uicc::crypto::authentication {
namespace {

using test::block_of;
using test::lower_hex;
using test::text_of;

GsmKeys run(const std::string& algorithm, BlockView ki, BlockView rand)
{
    if (algorithm == "COMP128v1") {
        return comp128_1(ki, rand);
    }
    return algorithm == "COMP128v2" ? comp128_2(ki, rand) : comp128_3(ki, rand);
}

TEST(Comp128, GivesThePublishedTriplets)
{
    std::map<std::string, int> checked;
    for (const auto& vector : test::json_vectors("comp128.json", "vectors")) {
        const auto algorithm = text_of(vector, "algorithm");
        SCOPED_TRACE(vector.dump());
        const GsmKeys keys = run(algorithm, block_of(vector, "ki"), block_of(vector, "rand"));
        EXPECT_EQ(lower_hex(keys.sres), text_of(vector, "sres"));
        EXPECT_EQ(lower_hex(keys.kc), text_of(vector, "kc"));
        ++checked[algorithm];
    }
    const std::map<std::string, int> expected{
        {"COMP128v1", 48}, {"COMP128v2", 96}, {"COMP128v3", 96}};
    EXPECT_EQ(checked, expected);
}

} // namespace
} // namespace uicc::crypto::authentication
