#include "crypto/hmac.hpp"
#include "crypto/key_derivation.hpp"
#include "crypto/suci.hpp"
#include "tests/support/scripted_random.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace uicc::crypto {
namespace {

using test::from_hex;
using test::ScriptedRandom;
using test::to_hex;

std::vector<nlohmann::json> suci_vectors()
{
    std::ifstream file{TEST_VECTOR_DIR "/suci.json"};
    return nlohmann::json::parse(file).at("vectors");
}

class Suci : public testing::TestWithParam<nlohmann::json> {
protected:
    static Bytes octets(const char* key) { return from_hex(GetParam().at(key).get<std::string>()); }
    static std::string hex(const char* key) { return to_hex(octets(key)); }

    static AgreementCurve curve()
    {
        return GetParam().at("profile") == "A" ? AgreementCurve::X25519 : AgreementCurve::Secp256r1;
    }
};

TEST_P(Suci, AgreesOnTheKeysOfTheVector)
{
    ScriptedRandom random{octets("eph_private")};
    const auto agreement = agree_on_key(curve(), octets("hn_public"), random);
    ASSERT_TRUE(agreement);
    EXPECT_EQ(to_hex(agreement->ephemeral_key), hex("eph_public"));
    EXPECT_EQ(to_hex(agreement->shared_secret), hex("shared"));
    const auto keys = derive_key_x963(agreement->shared_secret, agreement->ephemeral_key, 64);
    EXPECT_EQ(to_hex(keys), hex("enc_key") + hex("icb") + hex("mac_key"));
}

TEST_P(Suci, ConcealsAsTheVectorDoes)
{
    ScriptedRandom random{octets("eph_private")};
    const auto concealed =
        conceal_identifier(curve(), octets("hn_public"), octets("scheme_input"), random);
    ASSERT_TRUE(concealed);
    EXPECT_EQ(to_hex(concealed->ephemeral_key), hex("eph_public"));
    EXPECT_EQ(to_hex(concealed->ciphertext), hex("ciphertext"));
    EXPECT_EQ(to_hex(concealed->tag), hex("mac_tag"));
}

TEST_P(Suci, RefusesAKeyOfAnotherLength)
{
    Bytes key = octets("hn_public");
    for (const std::size_t size : {key.size() - 1, key.size() + 1, std::size_t{0}}) {
        key.resize(size);
        ScriptedRandom random{octets("eph_private")};
        EXPECT_FALSE(agree_on_key(curve(), key, random));
    }
}

INSTANTIATE_TEST_SUITE_P(Ts33501AnnexC,
                         Suci,
                         testing::ValuesIn(suci_vectors()),
                         [](const testing::TestParamInfo<nlohmann::json>& vector) {
                             std::string name = vector.param.at("name");
                             std::ranges::replace(name, ' ', '_');
                             return name;
                         });

TEST(AgreeOnKey, RefusesWhatIsNoPointOfTheCurve)
{
    ScriptedRandom random{Bytes(32, 0x11)};
    Bytes point(33, 0xFF);
    point[0] = 0x02;
    EXPECT_FALSE(agree_on_key(AgreementCurve::Secp256r1, point, random));
    point[0] = 0x05;
    EXPECT_FALSE(agree_on_key(AgreementCurve::Secp256r1, point, random));
    EXPECT_FALSE(agree_on_key(AgreementCurve::Secp256r1, Bytes(33), random)) << "infinity";
}

TEST(AgreeOnKey, RefusesPointsOfSmallOrder)
{
    ScriptedRandom random{Bytes(32, 0x11)};
    EXPECT_FALSE(agree_on_key(AgreementCurve::X25519, Bytes(32), random));
}

TEST(AgreeOnKey, DrawsAgainWhatIsNoScalar)
{
    const auto vector = suci_vectors().at(2); // profile B
    const Bytes key = from_hex(vector.at("eph_private").get<std::string>());
    Bytes draws(32); // zero
    draws.resize(64, 0xFF);
    draws.insert(draws.end(), key.begin(), key.end());
    ScriptedRandom random{draws};
    const auto agreement = agree_on_key(
        AgreementCurve::Secp256r1, from_hex(vector.at("hn_public").get<std::string>()), random);
    ASSERT_TRUE(agreement);
    EXPECT_EQ(to_hex(agreement->ephemeral_key),
              to_hex(from_hex(vector.at("eph_public").get<std::string>())));
}

// RFC 4231 §4.3.
TEST(HmacSha256, GivesThePublishedCode)
{
    EXPECT_EQ(
        to_hex(hmac_sha256(from_hex("4A656665"),
                           from_hex("7768617420646F2079612077616E7420666F72206E6F7468696E673F"))),
        "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843");
}

} // namespace
} // namespace uicc::crypto
