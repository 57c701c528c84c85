#include "crypto/authentication/tuak.hpp"
#include "tests/crypto/json_vectors.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace uicc::crypto::authentication {
namespace {

using test::array_of;
using test::block_of;
using test::lower_hex;
using test::octets_of;
using test::text_of;

TuakSizes sizes_of(const nlohmann::json& vector)
{
    return {.mac = vector.at("mac_len_bytes"),
            .res = vector.at("res_len_bytes"),
            .ck = vector.at("ck_len_bytes"),
            .ik = vector.at("ik_len_bytes")};
}

// TS 35.233 §6: both lengths of K, every length of MAC, RES, CK and IK, one and two iterations.
TEST(Tuak, ComputesThePublishedSets)
{
    int checked = 0;
    for (const auto& vector : test::json_vectors("tuak.json", "vectors")) {
        SCOPED_TRACE(text_of(vector, "name"));
        const Bytes k = octets_of(vector, "k");
        const unsigned iterations = vector.at("keccak_iterations");
        const auto topc = Tuak::derive_topc(k, array_of<32>(vector, "top"), iterations);
        EXPECT_EQ(lower_hex(topc), text_of(vector, "topc"));

        const Tuak tuak{k, topc, sizes_of(vector), iterations};
        const auto rand = block_of(vector, "rand");
        const auto sqn = array_of<6>(vector, "sqn");
        const auto amf = array_of<2>(vector, "amf");
        EXPECT_EQ(lower_hex(tuak.f1(rand, sqn, amf)), text_of(vector, "f1_mac_a"));
        EXPECT_EQ(lower_hex(tuak.f1_star(rand, sqn, amf)), text_of(vector, "f1star_mac_s"));
        const TuakKeys keys = tuak.f2345(rand);
        EXPECT_EQ(lower_hex(keys.res), text_of(vector, "f2_res"));
        EXPECT_EQ(lower_hex(keys.ck), text_of(vector, "f3_ck"));
        EXPECT_EQ(lower_hex(keys.ik), text_of(vector, "f4_ik"));
        EXPECT_EQ(lower_hex(keys.ak), text_of(vector, "f5_ak"));
        EXPECT_EQ(lower_hex(tuak.f5_star(rand)), text_of(vector, "f5star_ak"));
        ++checked;
    }
    EXPECT_EQ(checked, 6);
}

TEST(Tuak, RefusesSizesThatItDoesNotHave)
{
    const Bytes k(16);
    const SecretArray<32> topc;
    EXPECT_THROW(Tuak(Bytes(24), topc), std::invalid_argument);
    EXPECT_THROW(Tuak(k, topc, {.mac = 12}), std::invalid_argument);
    EXPECT_THROW(Tuak(k, topc, {.res = 64}), std::invalid_argument);
    EXPECT_THROW(Tuak(k, topc, {.ck = 8}), std::invalid_argument);
    EXPECT_THROW(Tuak(k, topc, {.ik = 64}), std::invalid_argument);
    EXPECT_THROW(Tuak(k, topc, {}, 0), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(Tuak::derive_topc(Bytes(17), topc)), std::invalid_argument);
}

} // namespace
} // namespace uicc::crypto::authentication
