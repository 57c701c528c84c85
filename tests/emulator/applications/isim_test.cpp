#include "tests/emulator/aka_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::test {
namespace {

namespace aka = emulator::applications::aka;

/// A USIM with K of zeros and an ISIM, both with the test algorithm: with RAND of zeros, AUTN is
/// SQN and AMF twice, with K of ones, SQN, AMF and MAC are inverted.
class Isim : public testing::Test {
protected:
    static AkaApplications applications()
    {
        const aka::Parameters usim{.algorithm = aka::XorParameters{.k = SecureBytes(16)}};
        aka::Parameters isim = usim;
        isim.kind = aka::Kind::Isim;
        isim.kc_in_3g = false;
        isim.gsm_context = false;
        return {.usim = usim, .isim = isim};
    }

    static std::string rand() { return std::string(32, '0'); }

    static std::string autn(const std::string& sqn) { return sqn + "8000" + sqn + "8000"; }
};

TEST_F(Isim, AnswersLikeAUsimWithoutKc)
{
    AkaCard card{applications()};
    card.select_isim();
    const std::string zeros(32, '0');
    EXPECT_EQ(card.in_3g(rand(), autn("000000000020")),
              "DB10" + zeros + "10" + zeros + "10" + zeros + "9000");
    EXPECT_EQ(card.in_3g(rand(), autn("000000000020")), "DC0E00000000002000000000002000009000");
    EXPECT_EQ(card.in_3g(rand(), "000000000020800000000000002080FF"), "9862");
}

TEST_F(Isim, HasNoGsmContext)
{
    AkaCard card{applications()};
    card.select_isim();
    EXPECT_EQ(card.in_gsm(rand()), "9864");
    EXPECT_EQ(card.reason(), "an ISIM has no GSM context");
    EXPECT_EQ(card.send("00880082 11 10" + rand()), "6A86");
    EXPECT_EQ(card.reason(), "P2 is 81 (IMS AKA)");
    card.select_usim();
    EXPECT_EQ(card.send("00880082 11 10" + rand()), "6A86");
    EXPECT_EQ(card.reason(), "P2 is 80 (GSM) or 81 (3G)");
}

TEST_F(Isim, HasAKeyOfItsOwn)
{
    AkaApplications with_keys = applications();
    with_keys.isim->algorithm = aka::XorParameters{.k = SecureBytes(16, Byte{0xFF})};
    AkaCard card{with_keys};
    card.select_isim();
    EXPECT_EQ(card.in_3g(rand(), autn("000000000020")), "9862");
    EXPECT_TRUE(card.in_3g(rand(), "FFFFFFFFFFDF8000FFFFFFFFFFDF7FFF").starts_with("DB10FF"));
}

TEST_F(Isim, CountsForItself)
{
    AkaCard card{applications()};
    EXPECT_TRUE(card.in_3g(rand(), autn("000000000020")).starts_with("DB"));
    card.select_isim();
    EXPECT_TRUE(card.in_3g(rand(), autn("000000000020")).starts_with("DB"));
}

TEST_F(Isim, SharesTheSequenceNumbersOfTheUsim)
{
    AkaApplications shared = applications();
    shared.shares_sqn = true;
    AkaCard card{shared};
    EXPECT_TRUE(card.in_3g(rand(), autn("000000000020")).starts_with("DB"));
    card.select_isim();
    EXPECT_TRUE(card.in_3g(rand(), autn("000000000020")).starts_with("DC"));
    EXPECT_TRUE(card.in_3g(rand(), autn("000000000040")).starts_with("DB"));
    card.restart();
    EXPECT_TRUE(card.in_3g(rand(), autn("000000000040")).starts_with("DC"));
}

} // namespace
} // namespace uicc::test
