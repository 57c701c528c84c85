#include "profiles/loader/load_profile.hpp"
#include "profiles/loader/tree.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::profiles {
namespace {

/// The card that comes along, as a terminal sees it.
class DefaultCard : public testing::Test {
protected:
    DefaultCard()
        : description_{load_profile(PROJECT_SOURCE_DIR "/profiles/cards/default.yaml").value()}
    {}

    std::string fetch(std::string_view command)
    {
        const std::string answer = card_.send(command);
        return answer.starts_with("61") ? card_.send("00C00000" + answer.substr(2)) : answer;
    }

    std::shared_ptr<const emulator::CardDescription> description_;
    filesystem::MemoryStore store_;
    test::CardUnderTest card_{description_, store_};
};

TEST_F(DefaultCard, SaysWhoItIs)
{
    EXPECT_EQ(identity_of(*description_).iccid, "8988001234567890126");
    EXPECT_EQ(identity_of(*description_).imsi, "001010123456789");
    card_.send("00A4000C 02 2FE2");
    EXPECT_EQ(card_.send("00B000000A"), "988800214365870921F69000");
    card_.send("00A4040C 07 A0000000871002");
    EXPECT_EQ(card_.send("00B0870009"), "0809101010325476989000");
}

TEST_F(DefaultCard, HasFcpsThatFitIntoSmallBuffers)
{
    for (const char* select : {"00A40004 02 3F00", "00A40404 07 A0000000871002",
                               "00A40404 0C A000000063504B43532D3135"}) {
        const std::string fcp = fetch(select);
        EXPECT_TRUE(fcp.starts_with("62") && fcp.ends_with("9000")) << fcp;
        EXPECT_LT(fcp.size() / 2 - 2, 98U) << fcp;
        EXPECT_EQ(fcp.find("62"), 0U);
    }
}

TEST_F(DefaultCard, ListsItsApplicationsInEfDir)
{
    card_.send("00A4000C 02 2F00");
    EXPECT_TRUE(
        card_.send("00B2010400").starts_with("61184F10A0000000871002FF33FF0189000001005004"));
    EXPECT_TRUE(card_.send("00B2020400")
                    .starts_with("611C4F0CA000000063504B43532D31355006504B4353313551043F007F50"));
    EXPECT_EQ(card_.send("00B2030400"), "6A83");
}

TEST_F(DefaultCard, ProtectsItsFilesAsTheStandardSays)
{
    card_.send("00280001 08 31323334FFFFFFFF"); // enables PIN1
    card_.card().reset();
    card_.send("00A4040C 07 A0000000871002");
    EXPECT_EQ(card_.send("00B0870009"), "6982") << "EF.IMSI: read PIN";
    EXPECT_EQ(card_.send("00B0830000").substr(8), "9000") << "EF.AD: read always";
    EXPECT_EQ(card_.send("00D68300 01 00"), "6982") << "EF.AD: update ADM";
    card_.send("00200001 08 31323334FFFFFFFF");
    EXPECT_EQ(card_.send("00B0870009"), "0809101010325476989000");
    EXPECT_EQ(card_.send("00D68700 01 08"), "6982");
    EXPECT_EQ(card_.send("0020000A 08 3838383838383838"), "9000");
    EXPECT_EQ(card_.send("00D68700 01 08"), "9000");
}

TEST_F(DefaultCard, ReachesThePkcs15ApplicationByAidAndByPath)
{
    EXPECT_EQ(card_.send("00A4080C 02 7F50"), "9000");
    EXPECT_EQ(card_.send("00A4080C 04 7F505031"), "9000");
    const std::string by_path = card_.send("00B0000000");
    EXPECT_EQ(fetch("00A40404 0C A000000063504B43532D3135"),
              "622582027821840CA000000063504B43532D31358A01058B032F060CC60990014083010183010A9000");
    card_.send("00A4080C 04 7FFF5031");
    EXPECT_EQ(card_.send("00B0000000"), by_path);
}

TEST_F(DefaultCard, IsTheSameCardWithOtherComments)
{
    const auto hash = [](const std::string& text) {
        return load_profile_text(text, "x.yaml").value()->profile_hash;
    };
    const std::string text = "vuicc: 1\niccid: \"8988001234567890126\"\n";
    EXPECT_EQ(hash(text), hash("# a comment\n" + text + "name: other\n"));
    EXPECT_NE(hash(text), hash(text + "pins: {PIN1: {value: \"4321\", enabled: false}}\n"));
    EXPECT_NE(hash(text), hash(text + "mf: {files: {EF.UMPC: {hex: 0102030405}}}\n"));
    EXPECT_NE(hash(text), hash(text + "behaviour: {channels: 4}\n"));
}

TEST_F(DefaultCard, LooksLikeATree)
{
    const std::string tree = render_tree(*description_);
    EXPECT_NE(tree.find("EF.ICCID                     2FE2  SFI 02  transparent  10        read "
                        "always, update never  8988001234567890126\n"),
              std::string::npos)
        << tree;
    EXPECT_NE(tree.find("ADF.PKCS15"), std::string::npos);
    EXPECT_EQ(tree.find("465B5CE8"), std::string::npos) << "keys are no files";
}

TEST(LockedCard, HasOneTryLeft)
{
    filesystem::MemoryStore store;
    test::CardUnderTest card{load_profile(PROJECT_SOURCE_DIR "/profiles/cards/locked.yaml").value(),
                             store};
    EXPECT_EQ(card.send("0020000100"), "63C1");
    EXPECT_EQ(card.send("00A4040C 07 A0000000871002"), "9000");
    EXPECT_EQ(card.send("00B0830004").substr(8), "9000") << "EF.AD needs no PIN";
    EXPECT_EQ(card.send("00B0870001"), "6982");
    EXPECT_EQ(card.send("00200001 08 30303030FFFFFFFF"), "63C0");
    EXPECT_EQ(card.send("00200001 08 31323334FFFFFFFF"), "6983");
    EXPECT_EQ(card.send("002C0001 10 3132333435363738 31323334FFFFFFFF"), "9000");
    EXPECT_EQ(card.send("00B0870001"), "089000");
    EXPECT_EQ(card.send("0020008100"), "63C1");
}

} // namespace
} // namespace uicc::profiles
