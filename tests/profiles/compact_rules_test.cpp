#include "profiles/loader/load_profile.hpp"
#include "profiles/loader/tree.hpp"
#include "tests/support/test_card.hpp"

#include <gtest/gtest.h>

namespace uicc::profiles {
namespace {

TEST(CompactRules, AreCheckedForTheirShape)
{
    const auto text = [](const char* rule) {
        return "vuicc: 1\niccid: \"8988001234567890126\"\nmf:\n  files:\n    EF.X: {fid: 2F10, "
               "hex: 00, access: {compact: \"" +
               std::string{rule} + "\"}}\n";
    };
    EXPECT_TRUE(load_profile_text(text("030000"), "card.yaml"));
    EXPECT_TRUE(load_profile_text(text("01000210"), "card.yaml"));
    filesystem::MemoryStore store;
    test::CardUnderTest card{load_profile_text(text("03FF00"), "card.yaml").value(), store};
    EXPECT_EQ(card.send("00A40004 02 2F10"), "6118");
    EXPECT_EQ(card.send("00C0000018"), "621682024121"
                                       "83022F10"
                                       "8A0105"
                                       "8C0303FF00"
                                       "80020001"
                                       "88009000");
    EXPECT_EQ(card.send("00B0000001"), "009000");
    EXPECT_EQ(card.send("00D60000 01 01"), "6982");
    const auto loaded = load_profile_text(text("0300"), "card.yaml");
    ASSERT_FALSE(loaded);
    EXPECT_TRUE(loaded.error().front().to_string().starts_with(
        "card.yaml:5:50: each access mode byte has one condition octet per bit b7 to b1; what "
        "begins with octet 1 ends early"))
        << loaded.error().front().to_string();
}

TEST(CompactRules, AreShownWithTheKeysThatTheyImply)
{
    const auto card = load_profile_text("vuicc: 1\niccid: \"8988001234567890126\"\nmf:\n  files:\n"
                                        "    EF.X: {fid: 2F10, hex: 00, access: {compact: "
                                        "\"031011\"}}\n",
                                        "card.yaml");
    EXPECT_NE(render_tree(**card).find("read PIN1 in security environment 01, update ADM1"),
              std::string::npos)
        << render_tree(**card);
}

} // namespace
} // namespace uicc::profiles
