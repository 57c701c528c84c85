#include "profiles/loader/load_profile.hpp"
#include "tests/support/test_card.hpp"

#include <gtest/gtest.h>

namespace uicc::profiles {
namespace {

/// Profiles that give the FCP of a file as it is: `fcp:`.
class OwnFcp : public testing::Test {
protected:
    static std::string profile(const std::string& files, const std::string& mf = "")
    {
        return "vuicc: 1\niccid: \"8988001234567890126\"\nmf: {" + mf + "files: {" + files + "}}\n";
    }

    void start(const std::string& text)
    {
        const auto loaded = load_profile_text(text, "card.yaml");
        ASSERT_TRUE(loaded) << loaded.error().front().to_string();
        card_.emplace(*loaded, store_);
    }

    static std::string mistake(const std::string& text)
    {
        const auto loaded = load_profile_text(text, "card.yaml");
        return loaded ? "" : loaded.error().front().to_string();
    }

    std::string fetch(std::string_view command)
    {
        const std::string answer = card_->send(command);
        return answer.starts_with("61") ? card_->send("00C00000" + answer.substr(2)) : answer;
    }

    filesystem::MemoryStore store_;
    std::optional<test::CardUnderTest> card_;
};

constexpr const char* odd_fcp =
    "621E 8801D8 D2020102 8A0107 82054221000503 83022F46 8B032F0601 8002000F";

std::string without_blanks(std::string text)
{
    std::erase(text, ' ');
    return text;
}

TEST_F(OwnFcp, IsAnsweredOctetByOctet)
{
    start(profile(std::string{"EF.Odd: {fcp: \""} + odd_fcp + "\", content: [\"01\"]}"));
    EXPECT_EQ(fetch("00A40004 02 2F46"), without_blanks(odd_fcp) + "9000");
    EXPECT_EQ(card_->send("00B2010405"), "01FFFFFFFF9000");
    EXPECT_EQ(card_->send("00B2030405"), "FFFFFFFFFF9000");
    EXPECT_EQ(card_->send("00B2040405"), "6A83");
}

TEST_F(OwnFcp, GivesAStandardFileWhatItSays)
{
    start(profile(
        "EF.PL: {fcp: \"621A 82024121 83022F05 8A0105 8B032F0602 80020008 D20155 880128\"}"));
    EXPECT_EQ(fetch("00A40004 02 2F05"),
              "621A8202412183022F058A01058B032F060280020008D201558801289000");
    EXPECT_EQ(card_->send("00B0000008"), "FFFFFFFFFFFFFFFF9000");
}

TEST_F(OwnFcp, ShowsWhatItsPinsAre)
{
    start(profile(
        "",
        "fcp: \"621E 82027821 83023F00 8A0105 8B032F060E C60C 900160 830101 83010A 83010B\", "));
    const std::string before =
        "621E8202782183023F008A01058B032F060EC60C90016083010183010A83010B9000";
    EXPECT_EQ(fetch("00A40004 02 3F00"), before);
    card_->send("00280001 08 31323334FFFFFFFF"); // enables PIN1
    EXPECT_EQ(fetch("00A40004 02 3F00").substr(40, 6), "9001E0");
}

TEST_F(OwnFcp, MustBeAWholeTemplateOfTheKindOfFile)
{
    EXPECT_NE(mistake(profile("EF.Odd: {fcp: 6205820278}")).find("no whole data object"),
              std::string::npos);
    EXPECT_NE(mistake(profile("EF.Odd: {fcp: \"6208 82027821 83022F46\"}")).find("of a directory"),
              std::string::npos);
    EXPECT_NE(mistake(profile("DF.Odd: {fcp: \"6208 82024121 83022F46\"}")).find("of an EF"),
              std::string::npos);
    EXPECT_NE(
        mistake(profile("EF.Odd: {fcp: \"6208 82024121 83023FFF\", size: 1}")).find("reserved"),
        std::string::npos);
}

TEST_F(OwnFcp, WithoutRecordsNeedsThemFromTheProfile)
{
    const std::string fcp = "fcp: \"6219 82054221000500 83022F46 8A0105 8B032F0601 80020000 8800\"";
    EXPECT_NE(mistake(profile("EF.Odd: {" + fcp + "}")).find("its FCP has no records"),
              std::string::npos);
    EXPECT_EQ(mistake(profile("EF.Odd: {" + fcp + ", records: 1}")), "");
    EXPECT_EQ(mistake(profile("EF.Odd: {" + fcp + ", content: [\"01\"]}")), "");
}

TEST_F(OwnFcp, LeavesOtherKeysTheLastWord)
{
    start(profile("EF.Odd: {fcp: \"620E 82024121 83022F46 80020002 8800\", size: 4, access: {read: "
                  "always}}"));
    EXPECT_EQ(fetch("00A40004 02 2F46"), "620E8202412183022F468002000288009000");
    EXPECT_EQ(card_->send("00B0000004"), "FFFFFFFF9000");
}

} // namespace
} // namespace uicc::profiles
