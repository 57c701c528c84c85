#include "profiles/loader/load_profile.hpp"
#include "tests/support/test_card.hpp"

#include <gtest/gtest.h>

/// `access:` of a file in words, as a terminal meets it.
namespace uicc::profiles {
namespace {

std::shared_ptr<const emulator::CardDescription> card_with(const std::string& access)
{
    return load_profile_text("vuicc: 1\niccid: \"8988001234567890126\"\n"
                             "pins: {PIN1: {enabled: true}}\nmf:\n  files:\n"
                             "    EF.X: {fid: 2F10, hex: 00, access: " +
                                 access + "}\n",
                             "card.yaml")
        .value();
}

constexpr const char* verify_adm1 = "0020000A 08 3838383838383838";
constexpr const char* resize_to_2 = "80D40000 0A 6208 8302 2F10 8002 0002";

TEST(AccessWords, AllowARightToResize)
{
    filesystem::MemoryStore store;
    test::CardUnderTest card{card_with("{read: always, resize: adm}"), store};
    EXPECT_EQ(card.send(resize_to_2), "6982");
    EXPECT_EQ(card.send(verify_adm1), "9000");
    EXPECT_EQ(card.send(resize_to_2), "9000");
    EXPECT_EQ(card.send("00A4000C 02 2F10"), "9000");
    EXPECT_EQ(card.send("00B0000002"), "00FF9000");
}

TEST(AccessWords, LetNobodyResizeWithoutIt)
{
    filesystem::MemoryStore store;
    test::CardUnderTest card{card_with("{read: always}"), store};
    EXPECT_EQ(card.send(verify_adm1), "9000");
    EXPECT_EQ(card.send(resize_to_2), "6982");
}

TEST(AccessWords, AskForTwoKeysJoinedByAnd)
{
    filesystem::MemoryStore store;
    test::CardUnderTest card{card_with("{read: adm, update: pin and adm}"), store};
    EXPECT_EQ(card.send(verify_adm1), "9000");
    EXPECT_EQ(card.send("00A4000C 02 2F10"), "9000");
    EXPECT_EQ(card.send("00D60000 01 55"), "6982");
    EXPECT_EQ(card.send("00200001 08 31323334FFFFFFFF"), "9000");
    EXPECT_EQ(card.send("00D60000 01 55"), "9000");
}

/// As docs/profiles.md has it.
TEST(AccessWords, HoldForFilesThatCommandsCreate)
{
    filesystem::MemoryStore store;
    test::CardUnderTest card{card_with("{read: always, resize: adm}"), store};
    EXPECT_EQ(card.send(verify_adm1), "9000");
    EXPECT_EQ(card.send("00E00000 18 6216 82024121 83022F99 8A0105 8B032F060A 80020010 8800"),
              "9000");
    EXPECT_EQ(card.send("00A4000C 02 2F99"), "9000");
    EXPECT_EQ(card.send("00D60000 01 55"), "9000");
}

} // namespace
} // namespace uicc::profiles
