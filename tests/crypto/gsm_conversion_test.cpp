#include "crypto/aes.hpp"
#include "crypto/gsm_conversion.hpp"
#include "tests/crypto/milenage_vectors.hpp"

#include <gtest/gtest.h>

namespace uicc::crypto {
namespace {

using test::from_hex;
using test::MilenageSet;
using test::to_hex;

class GsmConversion : public testing::TestWithParam<MilenageSet> {};

TEST_P(GsmConversion, TurnsTheQuintetIntoTheTriplet)
{
    const MilenageSet& set = GetParam();
    EXPECT_EQ(to_hex(c2(set.octets("f2_res"))), set.hex("sres_c2"));
    EXPECT_EQ(to_hex(c3(set.array<16>("f3_ck"), set.array<16>("f4_ik"))), set.hex("kc_c3"));
}

INSTANTIATE_TEST_SUITE_P(Ts35208,
                         GsmConversion,
                         testing::ValuesIn(test::published_milenage_sets()),
                         test::milenage_set_name);

struct Folding {
    const char* res;
    const char* sres;
};

// Each word is told apart by its own digit; 4 and 16 octets are the bounds of RES.
TEST(GsmConversion, FoldsResOfEveryLength)
{
    constexpr auto rows = std::to_array<Folding>({
        {"01020304", "01020304"},
        {"01020304 10", "11020304"},
        {"01020304 10203040", "11223344"},
        {"01020304 10203040 80", "91223344"},
        {"01020304 10203040 80808080 04030201", "95A1B1C5"},
    });
    for (const Folding& row : rows) {
        EXPECT_EQ(to_hex(c2(from_hex(row.res))), row.sres);
    }
}

TEST(GsmConversion, UsesAllFourHalvesForKc)
{
    for (std::size_t octet = 0; octet < 16; ++octet) {
        Block one{};
        one[octet] = 0x5A;
        Bytes expected(8);
        expected[octet % 8] = 0x5A;
        EXPECT_EQ(to_hex(c3(one, Block{})), to_hex(expected));
        EXPECT_EQ(to_hex(c3(Block{}, one)), to_hex(expected));
    }
}

} // namespace
} // namespace uicc::crypto
