#include "emulator/transport/command_chain.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::test {
namespace {

class CommandChaining : public testing::Test {
protected:
    CommandChaining() { send("00A4040C 0A A0000000871002FF33FF"); }

    std::string send(std::string_view command) { return card_.send(command); }

    /// READ BINARY of EF.IMSI.
    bool pin_is_verified() { return send("00B0870009").ends_with("9000"); }

    CardUnderTest& card() { return card_; }

private:
    static TestCardOptions options()
    {
        TestCardOptions options;
        options.behaviour.command_chaining = true;
        return options;
    }

    CardUnderTest card_{options()};
};

TEST_F(CommandChaining, RunsTheWholeCommandOnce)
{
    EXPECT_EQ(send("10200001 03 313233"), "9000");
    EXPECT_EQ(send("10200001 02 34FF"), "9000");
    EXPECT_FALSE(pin_is_verified()) << "and the chain is over";
    EXPECT_EQ(send("10200001 03 313233"), "9000");
    EXPECT_EQ(send("10200001 02 34FF"), "9000");
    EXPECT_EQ(send("00200001 03 FFFFFF"), "9000");
    EXPECT_TRUE(pin_is_verified());
}

TEST_F(CommandChaining, AnswersTheLastPartAsTheCommand)
{
    EXPECT_EQ(send("10A40004 01 3F"), "9000");
    EXPECT_TRUE(send("00A40004 01 00").starts_with("61"));
    EXPECT_TRUE(send("00C0000000").starts_with("62"));
    EXPECT_EQ(send("10A4000C 01 7F"), "9000");
    EXPECT_EQ(send("00A4000C 01 77"), "6A82");
    EXPECT_EQ(send("00A4000C 02 3F00"), "9000") << "the refused chain is over";
}

TEST_F(CommandChaining, GivesUpAChainThatIsNotContinued)
{
    for (const char* other : {"00200002 03 FFFFFF", "00A4000C 02 3F00", "00C0000000",
                              "01200001 03 FFFFFF", "10200002 03 FFFFFF"}) {
        send("0070000101");
        EXPECT_EQ(send("10200001 05 31323334FF"), "9000");
        EXPECT_TRUE(send(other).starts_with("68")) << other;
        EXPECT_EQ(send("00200001 03 FFFFFF"), "6700") << "a command of its own after " << other;
    }
}

TEST_F(CommandChaining, GivesUpAChainForWhatIsNoCommand)
{
    EXPECT_EQ(send("10200001 05 31323334FF"), "9000");
    EXPECT_EQ(send("0020"), "6700");
    EXPECT_EQ(send("00200001 03 FFFFFF"), "6700");
    EXPECT_EQ(send("10200001 05 31323334FF"), "9000");
    card().card().reset();
    EXPECT_EQ(send("00200001 03 FFFFFF"), "6700");
}

TEST_F(CommandChaining, LosesAWaitingResponse)
{
    EXPECT_TRUE(send("00A40004 02 3F00").starts_with("61"));
    EXPECT_EQ(send("10A4000C 01 3F"), "9000");
    EXPECT_EQ(send("00A4000C 01 00"), "9000");
    EXPECT_EQ(send("00C0000000"), "6F00");
}

TEST_F(CommandChaining, KnowsTheInstructionAtTheEnd)
{
    EXPECT_EQ(send("10FD0000 01 00"), "9000");
    EXPECT_EQ(send("00FD0000 01 00"), "6D00");
}

TEST_F(CommandChaining, IsNotForProtectedCommands)
{
    EXPECT_EQ(send("14A4000C 02 3F00"), "6884");
}

TEST_F(CommandChaining, ReachesUpperChannels)
{
    EXPECT_EQ(send("0070000500"), "9000");
    EXPECT_EQ(send("51A4000C 01 3F"), "9000");
    EXPECT_EQ(send("41A4000C 01 00"), "9000");
}

TEST(CommandChainingNotOffered, IsRefused)
{
    CardUnderTest card;
    EXPECT_EQ(card.send("10A4000C 01 3F"), "6884");
    EXPECT_EQ(card.send("00A4000C 02 3F00"), "9000");
}

TEST(CommandChain, HoldsAsMuchAsOneCommandCan)
{
    using emulator::CommandApdu;
    emulator::CommandChain chain;
    const Bytes data(255, 0x5A);
    const CommandApdu part{.cla = 0x10, .data = data};
    for (int i = 0; i < 257; ++i) {
        ASSERT_TRUE(chain.add(part));
    }
    EXPECT_EQ(chain.add({.cla = 0x10, .data = ByteView{data}.first(1)}).error(),
              emulator::sw::wrong_length);
    EXPECT_EQ((*chain.add({.data = data}))->data.size(), 255U) << "it is over";
}

TEST(CommandChain, TakesLeOfTheLastPart)
{
    using emulator::CommandApdu;
    using emulator::ExpectedLength;
    emulator::CommandChain chain;
    const Bytes data{1, 2};
    EXPECT_FALSE(*chain.add({.cla = 0x90, .p2 = 1, .data = data}));
    const auto whole = chain.add({.cla = 0x80, .p2 = 1, .ne = ExpectedLength{5, false}});
    EXPECT_EQ((*whole)->cla, 0x80);
    EXPECT_EQ((*whole)->ne->limit, 5U);
    EXPECT_EQ(to_hex((*whole)->data), "0102");
}

} // namespace
} // namespace uicc::test
