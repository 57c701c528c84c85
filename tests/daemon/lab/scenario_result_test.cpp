#include "daemon/lab/scenario_result.hpp"

#include <gtest/gtest.h>

namespace uicc::daemon::lab {
namespace {

ScenarioResult passed()
{
    return {.file = "a.yaml",
            .id = "a",
            .about = "it works",
            .commands = 12,
            .time = std::chrono::milliseconds{1500}};
}

ScenarioResult failed()
{
    ScenarioResult result = passed();
    result.id = "b";
    result.findings = {{"must: VERIFY", "it never came", {"   1  SELECT EF.DIR -> 9000"}}};
    result.output = "bell \a & <tag>";
    return result;
}

TEST(ScenarioResult, IsOneLineWhenItPasses)
{
    const std::string text = to_text(passed());
    EXPECT_EQ(text.find("PASS a "), 0U);
    EXPECT_NE(text.find("1.5 s   12 APDUs\n"), std::string::npos);
}

TEST(ScenarioResult, ShowsWhyItFails)
{
    EXPECT_NE(to_text(failed()).find("    it works\n"
                                     "    must: VERIFY\n"
                                     "      it never came\n"
                                     "         1  SELECT EF.DIR -> 9000\n"),
              std::string::npos);
}

TEST(ScenarioResult, SurvivesTheWayThroughJson)
{
    const ScenarioResult result = result_from(to_json(failed()));
    EXPECT_EQ(to_json(result), to_json(failed()));
    EXPECT_FALSE(result.has_passed());
}

TEST(ScenarioResult, BecomesJunit)
{
    ScenarioResult broken = passed();
    broken.error = "no reader";
    const std::string xml = to_junit({passed(), failed(), broken});
    EXPECT_NE(xml.find(R"(<testsuite name="vuicc" tests="3" failures="1" errors="1">)"),
              std::string::npos);
    EXPECT_NE(xml.find(R"(<failure message="must: VERIFY: it never came">)"), std::string::npos);
    EXPECT_NE(xml.find(R"(<error message="no reader" />)"), std::string::npos);
    EXPECT_NE(xml.find("bell ? &amp; &lt;tag&gt;"), std::string::npos);
}

} // namespace
} // namespace uicc::daemon::lab
