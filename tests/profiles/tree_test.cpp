#include "profiles/loader/load_profile.hpp"
#include "profiles/loader/tree.hpp"

#include <gtest/gtest.h>

namespace uicc::profiles {
namespace {

/// The line of a file with these access rules.
std::string line_for(const std::string& access)
{
    const auto card = load_profile_text("vuicc: 1\niccid: \"8988001234567890126\"\nmf:\n  files:\n"
                                        "    EF.X: {fid: 2F10, hex: 00, access: " +
                                            access + "}\n",
                                        "card.yaml");
    if (!card) {
        return card.error().front().to_string();
    }
    const std::string tree = render_tree(**card);
    const auto start = tree.find("  EF.X");
    return tree.substr(start, tree.find('\n', start) - start);
}

struct Example {
    const char* description = "";
    const char* access = "";
    const char* words = "";
};

class Tree : public testing::TestWithParam<Example> {};

TEST_P(Tree, SaysWhatTheRulesAskFor)
{
    const std::string line = line_for(GetParam().access);
    EXPECT_NE((line + "\n").find(std::string{GetParam().words}), std::string::npos) << line;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Rules, Tree,
    testing::Values(
        Example{"Or", R"({rules: "800101 A010 A406830101950108 A40683010A950108 800102 9700"})",
                "read PIN1 or ADM1, update never"},
        Example{"And", R"({expanded: "800101 AF10 A406830101950108 A40683010A950108 800102 A406830101950108"})",
                "read PIN1 and ADM1, update PIN1\n"},
        Example{"Not", R"({expanded: "800101 A708 A406830102950108"})",
                "read not PIN1 of application 2, update never\n"},
        Example{"Words", "{read: pin or adm, update: adm}", "read PIN1 or ADM1, update ADM1\n"},
        Example{"AndInWords", "{read: pin and adm, update: pin and pin2}",
                "read PIN1 and ADM1, update PIN1 and PIN2\n"},
        Example{"Always", "{read: always, update: never}", "read always, update never\n"},
        Example{"Environment", "{compact: \"031011\"}",
                "read PIN1 in security environment 01, update ADM1\n"},
        Example{"Malformed", R"({expanded: "800101"})", "read never, update never\n"}),
    [](const auto& parameter) { return std::string{parameter.param.description}; });
// clang-format on

TEST(TreeOfRecords, CountsThoseThatItDoesNotShow)
{
    const auto card = load_profile_text(R"(vuicc: 1
iccid: "8988001234567890126"
mf:
  files:
    DF.TELECOM:
      files:
        EF.ADN: {records: 4, record-size: 30, numbers: [
          {name: A, number: "1"}, {name: B, number: "2"}, {name: C, number: "3"}]}
        EF.FDN: {records: 4, record-size: 30, numbers: [{name: A, number: "1"}]}
)",
                                        "card.yaml");
    ASSERT_TRUE(card) << card.error().front().to_string();
    const std::string tree = render_tree(**card);
    EXPECT_NE(tree.find(" (+2 records)\n"), std::string::npos) << tree;
    const auto fdn = tree.find("EF.FDN");
    EXPECT_EQ(tree.substr(fdn, tree.find('\n', fdn) - fdn).find("(+"), std::string::npos) << tree;
}

} // namespace
} // namespace uicc::profiles
