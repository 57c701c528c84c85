#include "tests/support/test_card.hpp"

#include <gtest/gtest.h>

/// What `vuicc apdu --explain` and traces say about refusals: the rule, and what is missing.
namespace uicc::test {
namespace {

class AccessExplanation : public testing::Test {
protected:
    /// Reads the first octet of a file of the USIM that must refuse it; why?
    std::string refusal(std::string_view fid) { return refusal(fid, "00B0000001"); }

    std::string refusal(std::string_view fid, std::string_view command)
    {
        EXPECT_EQ(card_.send("00A4080C 04 7FFF" + std::string{fid}), "9000");
        EXPECT_EQ(card_.send(command), "6982");
        return card_.card().explanation().reason;
    }

    CardUnderTest card_{[] {
        TestCardOptions options;
        options.with_universal_pin = true;
        return options;
    }()};
    std::string selected_ = card_.send("00A4040C 0A A0000000871002FF33FF");
};

TEST_F(AccessExplanation, NamesKeyRuleAndTriesLeft)
{
    EXPECT_EQ(refusal("6F07", "00D60000 01 08"),
              "needs ADM1 (0A): EF.ARR (6F06) record 2 says `update: ADM1`; ADM1 has not been "
              "verified (3 tries left)");
    card_.send("0020000A 08 3131313131313131");
    card_.send("0020000A 08 3131313131313131");
    EXPECT_EQ(refusal("6F01"), "needs ADM1 (0A): EF.ARR (6F06) record 3 says `read: ADM1`; ADM1 "
                               "has not been verified (1 try left)");
    card_.send("0020000A 08 3131313131313131");
    EXPECT_EQ(refusal("6F01"), "needs ADM1 (0A): EF.ARR (6F06) record 3 says `read: ADM1`; ADM1 "
                               "is blocked");
}

TEST_F(AccessExplanation, SaysOrAndAnd)
{
    EXPECT_EQ(refusal("6F02"),
              "needs PIN1 (01) or ADM1 (0A): EF.ARR (6F06) record 8 says `read: PIN1 or ADM1`; "
              "PIN1 has not been verified (3 tries left), ADM1 has not been verified (3 tries "
              "left)");
    card_.send("00200001 08 31323334FFFFFFFF");
    EXPECT_EQ(refusal("6F03"),
              "needs PIN1 (01) and ADM1 (0A): EF.ARR (6F06) record 9 says `read: PIN1 and ADM1`; "
              "ADM1 has not been verified (3 tries left)");
}

TEST_F(AccessExplanation, SaysNeverAndNothing)
{
    EXPECT_EQ(card_.send("00A4080C 02 2FE2"), "9000");
    EXPECT_EQ(card_.send("00D60000 01 00"), "6982");
    EXPECT_EQ(card_.card().explanation().reason, "EF.ARR (2F06) record 4 says `update: never`");
    EXPECT_EQ(refusal("6F09", "00D60000 01 00"),
              "the rule in the FCP does not cover the operation (`update`), which then nobody may");
}

TEST_F(AccessExplanation, NamesTheFormAndTheSecurityEnvironment)
{
    EXPECT_EQ(refusal("6F08"), "needs PIN1 (01): EF.ARR (6F06) record 2 for security environment "
                               "01 says `read: PIN1`; PIN1 has not been verified (3 tries left)");
    EXPECT_EQ(refusal("6F0D", "00D60000 01 00"),
              "needs ADM1 (0A): the compact rule in the FCP says `update: ADM1`; ADM1 has not "
              "been verified (3 tries left)");
    EXPECT_EQ(refusal("6F0D"),
              "needs PIN1 (01) in security environment 01: the compact rule in the FCP says "
              "`read: PIN1 in security environment 01`; PIN1 has not been verified (3 tries left)");
    card_.send("00260001 08 31323334FFFFFFFF");
    EXPECT_EQ(refusal("6F0D"),
              "the compact rule in the FCP says `read: PIN1 in security environment 01`, and that "
              "is not the security environment now");
}

TEST_F(AccessExplanation, SaysWhatIsBroken)
{
    EXPECT_EQ(refusal("6F04"), "EF.ARR (6F06) record 10 is malformed (data objects that end "
                               "early) and grants nothing");
    EXPECT_EQ(refusal("6F0E"), "the compact rule in the FCP is malformed (fewer condition octets "
                               "than its access modes need) and grants nothing");
    EXPECT_EQ(refusal("6F05"), "the record of EF.ARR that the file names does not exist");
}

TEST_F(AccessExplanation, FollowsAReplacementToTheUniversalPin)
{
    EXPECT_EQ(card_.send("00269101 08 31323334FFFFFFFF"), "9000");
    EXPECT_EQ(refusal("6F07"),
              "needs PIN1 (01): EF.ARR (6F06) record 2 says `read: PIN1`; PIN1 is replaced by the "
              "universal PIN, which has not been verified (3 tries left)");
}

TEST_F(AccessExplanation, NamesTheLifeCycle)
{
    EXPECT_EQ(card_.send("00A4000C 02 6F0A"), "6283");
    EXPECT_EQ(card_.send("00B0000001"), "6984");
    EXPECT_TRUE(card_.card().explanation().reason.ends_with(" is deactivated"));
    EXPECT_EQ(card_.send("00A4000C 02 6F0B"), "6285");
    EXPECT_EQ(card_.send("00B0000001"), "6985");
    EXPECT_TRUE(card_.card().explanation().reason.ends_with(" is terminated"));
}

TEST_F(AccessExplanation, NamesTheChannelThatHasTheFile)
{
    EXPECT_EQ(card_.send("00A4000C 02 6F0F"), "9000");
    EXPECT_EQ(card_.send("0070000001"), "019000");
    EXPECT_EQ(card_.send("01A4040C 0A A0000000871002FF33FF"), "9000");
    EXPECT_EQ(card_.send("01A4000C 02 6F0F"), "6985");
    EXPECT_EQ(card_.card().explanation().reason,
              "EF.ALONE is not shareable, and current on channel 0");
}

} // namespace
} // namespace uicc::test
