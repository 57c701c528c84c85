#include "emulator/applications/ara_m/ara_m.hpp"
#include "tests/support/test_card.hpp"

#include <gtest/gtest.h>

namespace uicc::test {
namespace {

/// One rule, whose list has 16 octets, in place of the PKCS#15 application.
std::shared_ptr<const emulator::CardDescription> with_a_rule(emulator::Dialect dialect)
{
    auto card = std::make_shared<emulator::CardDescription>(
        *describe_test_card({.behaviour = {.dialect = dialect}}));
    card->applications.push_back(emulator::applications::make_ara_m(
        card->files->applications().back(), {{.apdu_access = true}}));
    return card;
}

constexpr const char* select = "00A4040C 0C A000000063504B43532D3135";

TEST(AraM, LosesNothingToATerminalThatAsksForMoreThanThereIs)
{
    filesystem::MemoryStore store;
    CardUnderTest card{with_a_rule(emulator::Dialect::T0), store};
    EXPECT_EQ(card.send(select), "9000");
    EXPECT_EQ(card.send("80CAFF40FF"), "6C10");
    EXPECT_EQ(card.send("80CAFF4004"), "FF400DE29000");
    EXPECT_EQ(card.send("80CAFF60FF"), "6C0C");
    EXPECT_EQ(card.send("80CAFF600C"), "0BE1044F00C100E303D001019000");
    EXPECT_EQ(card.send("80CAFF6000"), "6985");
}

TEST(AraM, AnswersWithWhatThereIsWhereLeIsAMaximum)
{
    filesystem::MemoryStore store;
    CardUnderTest card{with_a_rule(emulator::Dialect::T1), store};
    EXPECT_EQ(card.send(select), "9000");
    EXPECT_EQ(card.send("80CAFF40FF"), "FF400DE20BE1044F00C100E303D001019000");
    EXPECT_EQ(card.send("80CAFF60FF"), "6985");
}

} // namespace
} // namespace uicc::test
