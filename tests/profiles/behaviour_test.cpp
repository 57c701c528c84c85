#include "emulator/transport/atr.hpp"
#include "profiles/loader/load_profile.hpp"
#include "tests/support/test_card.hpp"

#include <gtest/gtest.h>

namespace uicc::profiles {
namespace {

std::shared_ptr<const emulator::CardDescription> card_with(const std::string& lines)
{
    return load_profile_text("vuicc: 1\niccid: \"8988001234567890126\"\n" + lines, "card.yaml")
        .value();
}

std::string answer_to_a_part(const std::string& lines)
{
    filesystem::MemoryStore store;
    return test::CardUnderTest{card_with(lines), store}.send("10A4000C 01 3F");
}

TEST(CommandChainingOfAProfile, IsRefusedUnlessItIsAskedFor)
{
    EXPECT_EQ(answer_to_a_part(""), "6884");
    EXPECT_FALSE(emulator::offers_command_chaining(card_with("")->cold_atr));
}

TEST(CommandChainingOfAProfile, IsAnnouncedByTheAtr)
{
    const std::string lines = "behaviour: {command-chaining: true}\n";
    EXPECT_EQ(answer_to_a_part(lines), "9000");
    EXPECT_TRUE(emulator::offers_command_chaining(card_with(lines)->cold_atr));
    EXPECT_NE(card_with(lines)->profile_hash, card_with("")->profile_hash);
}

TEST(CommandChainingOfAProfile, FollowsAnAtrThatIsGiven)
{
    const std::string offers = "atr: {historical-bytes: 80 73 00 00 80}\n";
    EXPECT_EQ(answer_to_a_part(offers), "9000");
    EXPECT_EQ(answer_to_a_part(offers + "behaviour: {command-chaining: false}\n"), "6884");
    EXPECT_EQ(answer_to_a_part("atr: {historical-bytes: 80 73 00 00 40}\n"), "6884");
}

} // namespace
} // namespace uicc::profiles
