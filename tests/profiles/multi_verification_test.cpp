#include "profiles/loader/load_profile.hpp"
#include "tests/support/test_card.hpp"

#include <gtest/gtest.h>

/// Several applications, each with a PIN of its own, TS 102 221 §9.4.2 and §9.5.
namespace uicc::profiles {
namespace {

constexpr const char* profile = R"(vuicc: 1
iccid: "8988001234567890126"
pins:
  PIN1: {value: "1111", puk: "11111111", enabled: true}
  PIN1 of application 2: {value: "2222", puk: "22222222", enabled: true}
  PIN2: {value: "1212", puk: "12121212"}
  PIN2 of application 2: {value: "2323", puk: "23232323"}
  universal: {value: "9999", puk: "99999999", enabled: true}
  ADM6: {value: "66666666"}
usim:
  imsi: "001010123456789"
  milenage: {k: 465b5ce8b199b49faa5f0a2ee238a6bc, opc: cd63cb71954a9f4e48a5994e37a02baf}
mf:
  files:
    ADF.OTHER:
      aid: A0000000871004FF33FF0189000001
      pin-listing: [PIN1 of application 2, universal, PIN2 of application 2, ADM1]
      files:
        EF.ARR: {fid: 6F06, structure: linear-fixed}
        EF.OWN: {fid: 6F01, hex: AA, access: {read: pin, update: pin2}}
        EF.EITHER: {fid: 6F02, hex: BB, access: {read: pin or pin2, update: adm}}
        EF.ALL: {fid: 6F03, hex: CC, access: {compact: "0311FF"}}
)";

class MultiVerification : public testing::Test {
protected:
    std::string select_usim(unsigned channel = 0)
    {
        return on(channel, "A4040C 07 A0000000871002");
    }
    std::string select_other(unsigned channel = 0)
    {
        return on(channel, "A4040C 07 A0000000871004");
    }

    /// Reads EF.IMSI of the USIM, or EF.OWN of the other application.
    std::string read_usim(unsigned channel = 0) { return on(channel, "B0870001"); }
    std::string read_other(unsigned channel = 0)
    {
        EXPECT_EQ(on(channel, "A4000C 02 6F01"), "9000");
        return on(channel, "B0000001");
    }

    std::string on(unsigned channel, const std::string& command)
    {
        return card_.send("0" + std::to_string(channel) + command);
    }

    /// Tag C6 of the current application.
    std::string pin_status()
    {
        const std::string answer = card_.send("80F2000000");
        const auto size = answer.substr(2, 2);
        const std::string fcp = answer.starts_with("6C") ? card_.send("80F20000" + size) : answer;
        const auto at = fcp.find("C6");
        return at == std::string::npos ? fcp : fcp.substr(at + 4, fcp.size() - at - 8);
    }

    std::shared_ptr<const emulator::CardDescription> description_{
        load_profile_text(profile, "card.yaml").value()};
    filesystem::MemoryStore store_;
    test::CardUnderTest card_{description_, store_};
};

TEST_F(MultiVerification, EachApplicationHasItsOwnPin)
{
    EXPECT_EQ(select_usim(), "9000");
    EXPECT_EQ(on(0, "200001 08 31313131FFFFFFFF"), "9000");
    EXPECT_EQ(read_usim(), "089000");
    EXPECT_EQ(on(0, "20000200"), "6A88") << "of the other application";
    EXPECT_EQ(select_other(), "9000");
    EXPECT_EQ(read_other(), "6982") << "PIN1 does not count here";
    EXPECT_EQ(card_.card().explanation().reason.substr(0, 31), "needs PIN1 of application 2 (02");
    EXPECT_EQ(on(0, "200002 08 32323232FFFFFFFF"), "9000");
    EXPECT_EQ(read_other(), "AA9000");
    EXPECT_EQ(on(0, "D60000 01 AB"), "6982");
    EXPECT_EQ(on(0, "200081 08 31323132FFFFFFFF"), "6A88") << "of the USIM";
    EXPECT_EQ(on(0, "200082 08 32333233FFFFFFFF"), "9000");
    EXPECT_EQ(on(0, "D60000 01 AB"), "9000");
}

TEST_F(MultiVerification, AnOwnPinIsForgottenWithTheLastSessionOfItsApplication)
{
    EXPECT_EQ(select_other(), "9000");
    EXPECT_EQ(on(0, "200002 08 32323232FFFFFFFF"), "9000");
    EXPECT_EQ(on(0, "70000001"), "019000");
    EXPECT_EQ(select_other(1), "9000");
    EXPECT_EQ(read_other(1), "AA9000") << "the application's, not the channel's";
    EXPECT_EQ(select_usim(), "9000");
    EXPECT_EQ(read_other(1), "AA9000") << "a session is left";
    EXPECT_EQ(on(1, "708001"), "9000");
    EXPECT_EQ(select_other(), "9000");
    EXPECT_EQ(read_other(), "6982");
    EXPECT_EQ(on(0, "20000200"), "63C3");
}

TEST_F(MultiVerification, ThePinOfTheCardOutlivesSessions)
{
    EXPECT_EQ(on(0, "200001 08 31313131FFFFFFFF"), "9000");
    EXPECT_EQ(select_usim(), "9000");
    EXPECT_EQ(select_other(), "9000");
    EXPECT_EQ(select_usim(), "9000");
    EXPECT_EQ(read_usim(), "089000");
    card_.card().reset();
    EXPECT_EQ(select_usim(), "9000");
    EXPECT_EQ(read_usim(), "6982");
}

TEST_F(MultiVerification, AReplacementShowsInTheApplicationWhosePinItReplaces)
{
    EXPECT_EQ(select_other(), "9000");
    EXPECT_EQ(pin_status(), "9001F0830102950100830111830182"
                            "83010A");
    EXPECT_EQ(on(0, "269102 08 32323232FFFFFFFF"), "9000");
    EXPECT_EQ(pin_status(), "900170830102950108830111830182"
                            "83010A");
    EXPECT_EQ(read_other(), "6982");
    EXPECT_EQ(on(0, "260011 08 39393939FFFFFFFF"), "6985") << "it is needed";
    EXPECT_EQ(on(0, "200011 08 39393939FFFFFFFF"), "9000");
    EXPECT_EQ(read_other(), "AA9000");
    EXPECT_EQ(select_usim(), "9000");
    EXPECT_EQ(pin_status().substr(0, 18), "9001F8830101950100") << "not used for the USIM";
    EXPECT_EQ(read_usim(), "6982") << "the universal PIN stands in for one PIN only";
    EXPECT_EQ(select_other(), "9000");
    EXPECT_EQ(on(0, "280002 08 32323232FFFFFFFF"), "9000");
    EXPECT_EQ(pin_status(), "9001F0830102950100830111830182"
                            "83010A");
    EXPECT_EQ(read_other(), "AA9000") << "verified by ENABLE";
    EXPECT_EQ(on(0, "260011 08 39393939FFFFFFFF"), "9000") << "no longer needed";
    EXPECT_EQ(pin_status(), "9001B0830102950100830111830182"
                            "83010A");
    EXPECT_EQ(on(0, "269102 08 32323232FFFFFFFF"), "6A88") << "a disabled PIN replaces none";
}

TEST_F(MultiVerification, CountersAreSeparate)
{
    EXPECT_EQ(select_other(), "9000");
    EXPECT_EQ(on(0, "200002 08 31313131FFFFFFFF"), "63C2");
    EXPECT_EQ(on(0, "2C0002 10 3131313131313131 32323232FFFFFFFF"), "63C9");
    card_.restart();
    EXPECT_EQ(on(0, "20000100"), "63C3");
    EXPECT_EQ(on(0, "2C000100"), "63CA");
    EXPECT_EQ(select_other(), "9000");
    EXPECT_EQ(on(0, "20000200"), "63C2");
    EXPECT_EQ(on(0, "2C000200"), "63C9");
    EXPECT_EQ(on(0, "2C0002 10 3232323232323232 33333333FFFFFFFF"), "9000");
    EXPECT_EQ(on(0, "20000200"), "63C3");
    EXPECT_EQ(on(0, "2C000200"), "63CA");
    EXPECT_EQ(read_other(), "AA9000") << "verified by UNBLOCK";
}

TEST_F(MultiVerification, LocalKeysWithoutAListingAreOfTheUsim)
{
    EXPECT_EQ(on(0, "20008A00"), "6A88") << "no application is active";
    EXPECT_EQ(select_usim(), "9000");
    EXPECT_EQ(on(0, "20008A 08 3636363636363636"), "9000");
    EXPECT_EQ(on(0, "26008A 08 3636363636363636"), "6A86");
    EXPECT_EQ(on(0, "20008100"), "63C3");
    EXPECT_EQ(on(0, "20008200"), "6A88");
}

TEST_F(MultiVerification, CompactRulesAskForTheApplicationsOwnPin)
{
    EXPECT_EQ(select_other(), "9000");
    EXPECT_EQ(on(0, "A4000C 02 6F03"), "9000");
    EXPECT_EQ(on(0, "D60000 01 01"), "6982");
    EXPECT_EQ(on(0, "200002 08 32323232FFFFFFFF"), "9000");
    EXPECT_EQ(on(0, "D60000 01 01"), "9000");
    EXPECT_EQ(on(0, "B0000001"), "6982") << "never";
}

TEST_F(MultiVerification, APinThatTwoApplicationsListIsTheCards)
{
    const std::string shared = std::string{profile} + R"(    ADF.THIRD:
      aid: A0000000871005FF33FF0189000001
      pin-listing: [PIN1 of application 2]
)";
    filesystem::MemoryStore store;
    test::CardUnderTest card{load_profile_text(shared, "card.yaml").value(), store};
    EXPECT_EQ(card.send("002000 02 08 32323232FFFFFFFF"), "9000");
    EXPECT_EQ(card.send("00A4040C 07 A0000000871004"), "9000");
    EXPECT_EQ(card.send("00A4000C 02 6F01"), "9000");
    EXPECT_EQ(card.send("00B0000001"), "AA9000");
}

} // namespace
} // namespace uicc::profiles
