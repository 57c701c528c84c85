#include "crypto/milenage.hpp"
#include "tests/crypto/milenage_vectors.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace uicc::crypto {
namespace {

using test::MilenageSet;
using test::to_hex;

static_assert(std::is_nothrow_move_constructible_v<Milenage>);
static_assert(std::is_nothrow_move_assignable_v<Milenage>);

Milenage keyed(const MilenageSet& set)
{
    return {set.array<16>("k"), set.array<16>("opc")};
}

Bytes xored(ByteView left, ByteView right)
{
    Bytes octets(left.begin(), left.end());
    for (std::size_t i = 0; i < octets.size(); ++i) {
        octets[i] ^= right[i];
    }
    return octets;
}

TEST(Milenage, HasAllPublishedSetsToShow)
{
    EXPECT_EQ(test::published_milenage_sets().size(), 21U);
}

class PublishedMilenage : public testing::TestWithParam<MilenageSet> {};

TEST_P(PublishedMilenage, DerivesOpc)
{
    const MilenageSet& set = GetParam();
    const auto opc = Milenage::derive_opc(set.array<16>("k"), set.array<16>("op"));
    EXPECT_EQ(to_hex(opc), set.hex("opc"));
}

TEST_P(PublishedMilenage, ComputesEveryFunction)
{
    const MilenageSet& set = GetParam();
    const Milenage milenage = keyed(set);
    const auto rand = set.array<16>("rand");
    const auto sqn = set.array<6>("sqn");
    const auto amf = set.array<2>("amf");
    EXPECT_EQ(to_hex(milenage.f1(rand, sqn, amf)), set.hex("f1_mac_a"));
    EXPECT_EQ(to_hex(milenage.f1_star(rand, sqn, amf)), set.hex("f1star_mac_s"));
    const MilenageKeys keys = milenage.f2345(rand);
    EXPECT_EQ(to_hex(keys.res), set.hex("f2_res"));
    EXPECT_EQ(to_hex(keys.ck), set.hex("f3_ck"));
    EXPECT_EQ(to_hex(keys.ik), set.hex("f4_ik"));
    EXPECT_EQ(to_hex(keys.ak), set.hex("f5_ak"));
    EXPECT_EQ(to_hex(milenage.f5_star(rand)), set.hex("f5star_ak"));
}

TEST_P(PublishedMilenage, SharesOneChallengeBetweenFunctionsInAnyOrder)
{
    const MilenageSet& set = GetParam();
    const Milenage milenage = keyed(set);
    const Milenage::Challenge challenge = milenage.challenge(set.array<16>("rand"));
    const auto sqn = set.array<6>("sqn");
    const auto amf = set.array<2>("amf");
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(to_hex(challenge.f5_star()), set.hex("f5star_ak"));
        EXPECT_EQ(to_hex(challenge.f1_star(sqn, amf)), set.hex("f1star_mac_s"));
        EXPECT_EQ(to_hex(challenge.f2345().ak), set.hex("f5_ak"));
        EXPECT_EQ(to_hex(challenge.f1(sqn, amf)), set.hex("f1_mac_a"));
    }
}

TEST_P(PublishedMilenage, BuildsAutnAndAuts)
{
    const MilenageSet& set = GetParam();
    const Milenage milenage = keyed(set);
    const auto challenge = milenage.challenge(set.array<16>("rand"));
    const auto sqn = set.array<6>("sqn");
    const auto amf = set.array<2>("amf");
    EXPECT_EQ(to_hex(xored(sqn, challenge.f2345().ak)) + to_hex(amf) +
                  to_hex(challenge.f1(sqn, amf)),
              set.hex("autn"));
    EXPECT_EQ(to_hex(xored(sqn, challenge.f5_star())) +
                  to_hex(challenge.f1_star(sqn, std::array<Byte, 2>{})),
              set.hex("auts_if_sqn_ms_equals_sqn"));
}

TEST_P(PublishedMilenage, WorksOnAfterAMove)
{
    const MilenageSet& set = GetParam();
    Milenage first = keyed(set);
    const Milenage second{std::move(first)};
    first = keyed(set);
    for (const Milenage* milenage : {&std::as_const(first), &second}) {
        EXPECT_EQ(to_hex(milenage->f2345(set.array<16>("rand")).res), set.hex("f2_res"));
    }
}

INSTANTIATE_TEST_SUITE_P(Ts35208,
                         PublishedMilenage,
                         testing::ValuesIn(test::published_milenage_sets()),
                         test::milenage_set_name);

/// Names as in the set with constants of its own.
void expect_outputs(const Milenage& milenage, const MilenageSet& set)
{
    const auto challenge = milenage.challenge(set.array<16>("rand"));
    const auto sqn = set.array<6>("sqn");
    const auto amf = set.array<2>("amf");
    const MilenageKeys keys = challenge.f2345();
    EXPECT_EQ(to_hex(challenge.f1(sqn, amf)), set.hex("f1"));
    EXPECT_EQ(to_hex(challenge.f1_star(sqn, amf)), set.hex("f1star"));
    EXPECT_EQ(to_hex(keys.res), set.hex("f2"));
    EXPECT_EQ(to_hex(keys.ck), set.hex("f3"));
    EXPECT_EQ(to_hex(keys.ik), set.hex("f4"));
    EXPECT_EQ(to_hex(keys.ak), set.hex("f5"));
    EXPECT_EQ(to_hex(challenge.f5_star()), set.hex("f5star"));
}

TEST(CustomisedMilenage, FollowsItsConstants)
{
    const MilenageSet set = test::customised_milenage_set();
    MilenageConstants constants;
    for (std::size_t i = 0; i < constants.r.size(); ++i) {
        constants.r[i] = set.field("r").at(i).get<Byte>();
        constants.c[i] =
            MilenageSet::to_array<16>(test::from_hex(set.field("c").at(i).get<std::string>()));
    }
    expect_outputs({set.array<16>("k"), set.array<16>("opc"), constants}, set);
}

// Rotations that are no whole octets, and a c1 whose octets differ. Expected values from a model
// that calculates with 128-bit integers and takes AES from the openssl command.
const char* const odd_rotations = R"({
    "k": "465b5ce8b199b49faa5f0a2ee238a6bc", "opc": "cd63cb71954a9f4e48a5994e37a02baf",
    "rand": "23553cbe9637a89d218ae64dae47bf35", "sqn": "ff9bb4d0b607", "amf": "b9b9",
    "f1": "2c59a6bbe93e04b3", "f1star": "8ebf742f758cdbc8", "f2": "ee21e89b01b8ef09",
    "f3": "7ce633a0a7cccfdf2489bda06c3feb52", "f4": "d59256b1271f4ab94555c5217a4ad96e",
    "f5": "8136428dff40", "f5star": "afdaa8abe0c8"})";

TEST(CustomisedMilenage, RotatesByAnyNumberOfBits)
{
    const MilenageSet set{nlohmann::json::parse(odd_rotations)};
    MilenageConstants constants;
    constants.r = {1, 7, 61, 127, 100};
    constants.c[0] = MilenageSet::to_array<16>(test::from_hex("0123456789ABCDEFFEDCBA9876543210"));
    expect_outputs({set.array<16>("k"), set.array<16>("opc"), constants}, set);
}

TEST(CustomisedMilenage, TakesRotationsModulo128)
{
    const MilenageSet set{nlohmann::json::parse(odd_rotations)};
    MilenageConstants constants;
    constants.r = {129, 135, 189, 255, 228};
    constants.c[0] = MilenageSet::to_array<16>(test::from_hex("0123456789ABCDEFFEDCBA9876543210"));
    expect_outputs({set.array<16>("k"), set.array<16>("opc"), constants}, set);
}

} // namespace
} // namespace uicc::crypto
