#include "daemon/lab/lab_host.hpp"
#include "daemon/lab/scenario_loader.hpp"
#include "tests/daemon/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace uicc::daemon::lab {
namespace {

using testing::HasSubstr;

constexpr const char* heading = "scenario: one\nabout: It works.\n";
constexpr const char* card = "card: {vuicc: 1, iccid: \"8988001234567890126\"}\n";

class ScenarioLoaderTest : public testing::Test {
protected:
    auto load(const std::string& text)
    {
        folder_.write("one.yaml", text);
        return load_scenario(folder_.path() / "one.yaml", host_.methods());
    }

    /// `line:column: message` of every mistake.
    std::string mistakes_of(const std::string& text)
    {
        const auto scenario = load(text);
        std::string lines;
        if (!scenario) {
            for (const auto& mistake : scenario.error()) {
                const std::string line = mistake.to_string();
                lines += line.substr(line.find(".yaml:") + 6) + "\n";
            }
        }
        return lines;
    }

    test::TemporaryFolder folder_;
    LabHost host_{std::nullopt, [](const std::string&) {}};
};

TEST_F(ScenarioLoaderTest, NeedsAnIdASentenceAndACard)
{
    EXPECT_EQ(mistakes_of("basis: none\n"), "1:1: scenario is missing here\n"
                                            "1:1: about is missing here\n"
                                            "1:1: card or cards is missing here\n");
}

TEST_F(ScenarioLoaderTest, RunsTheClientOnceWhenNothingElseIsSaid)
{
    const auto scenario = load(std::string{heading} + card);
    ASSERT_TRUE(scenario);
    EXPECT_EQ(scenario->id, "one");
    ASSERT_EQ(scenario->steps.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<RunClient>(scenario->steps.front()));
    ASSERT_EQ(scenario->cards.size(), 1U);
    EXPECT_EQ(scenario->cards.front().name, "card");
    EXPECT_EQ(scenario->cards.front().slot, 0U);
}

TEST_F(ScenarioLoaderTest, RefusesWhatCouldNotMeanAnything)
{
    EXPECT_THAT(mistakes_of(std::string{heading} + "cards: {}\n"), HasSubstr("a card is wanted"));
    EXPECT_THAT(mistakes_of("scenario: ../x\nabout: It works.\n" + std::string{card}),
                HasSubstr("1:11: an id has small letters"));
    const std::string mistakes = mistakes_of(std::string{heading} + card +
                                             "broken-by: [skip-pni]\n"
                                             "client: {command: ./client -x}\n"
                                             "steps: [{insert: {reader: 7}}]\n"
                                             "expect:\n"
                                             "  - {order: []}\n"
                                             "  - {must: any, at-least: 3, at-most: 2}\n"
                                             "  - {must: any, times: 0}\n");
    EXPECT_THAT(mistakes, HasSubstr("4:13: there is no rule of this name; did you mean skip-pin?"));
    EXPECT_THAT(mistakes, HasSubstr("6:27: a scenario has the readers 0 and 1"));
    EXPECT_THAT(mistakes, HasSubstr("5:19: a list is wanted here"));
    EXPECT_THAT(mistakes, HasSubstr("8:13: commands are wanted here"));
    EXPECT_THAT(mistakes, HasSubstr("9:5: at-least is more than at-most"));
    EXPECT_THAT(mistakes, HasSubstr("10:24: "));
}

TEST_F(ScenarioLoaderTest, LeavesFurtherCardsOutOfTheReaders)
{
    const auto scenario =
        load(std::string{heading} + "cards:\n"
                                    "  a: {vuicc: 1, iccid: \"8988001234567890126\"}\n"
                                    "  b: {vuicc: 1, iccid: \"8988001234567890134\"}\n"
                                    "  c: {vuicc: 1, iccid: \"8988001234567890142\", slot: 1}\n");
    ASSERT_TRUE(scenario);
    EXPECT_EQ(scenario->cards[0].slot, 0U);
    EXPECT_EQ(scenario->cards[1].slot, std::nullopt);
    EXPECT_EQ(scenario->cards[2].slot, 1U);
}

TEST_F(ScenarioLoaderTest, ReportsEverythingAtItsPlace)
{
    const std::string mistakes = mistakes_of(std::string{heading} + card +
                                             "expct: []\n"
                                             "expect:\n"
                                             "  - must: RAED EF.DIR\n"
                                             "  - must-not: READ EF.DIRR\n"
                                             "  - order: READ\n"
                                             "  - {}\n"
                                             "steps:\n"
                                             "  - rnu\n"
                                             "  - wait: 5\n"
                                             "  - remve: \n"
                                             "  - remove: {card: b}\n"
                                             "faults:\n"
                                             "  - {on: READ EF.DIR, stauts: \"6982\"}\n"
                                             "triggers:\n"
                                             "  - {when: any, event: lost, do: {remove: }}\n"
                                             "  - {event: losst, do: {remove: }}\n");
    EXPECT_THAT(mistakes, HasSubstr("4:1: unknown key expct; did you mean expect?"));
    EXPECT_THAT(mistakes, HasSubstr("6:11: there is no command RAED"));
    EXPECT_THAT(mistakes, HasSubstr("7:"));
    EXPECT_THAT(mistakes, HasSubstr("EF.DIR"));
    EXPECT_THAT(mistakes, HasSubstr("8:12: a list is wanted here"));
    EXPECT_THAT(mistakes, HasSubstr("9:5: one of must, must-not"));
    EXPECT_THAT(mistakes, HasSubstr("11:5: a step is run, start, stop"));
    EXPECT_THAT(mistakes, HasSubstr("12:11: a time is wanted here"));
    EXPECT_THAT(mistakes, HasSubstr("13:5: there is no action of this name"));
    EXPECT_THAT(mistakes, HasSubstr("14:20: the scenario has no card of this name"));
    EXPECT_THAT(mistakes, HasSubstr("16:"));
    EXPECT_THAT(mistakes, HasSubstr("status"));
    EXPECT_THAT(mistakes, HasSubstr("18:17: when and event exclude each other"));
    EXPECT_THAT(mistakes, HasSubstr("19:13: there is no event of this name"));
}

TEST_F(ScenarioLoaderTest, ReportsMistakesOfTheCardThatStandsInIt)
{
    EXPECT_THAT(mistakes_of(std::string{heading} + "card:\n  vuicc: 1\n  iccd: \"89\"\n"),
                HasSubstr("5:3: unknown key iccd; did you mean iccid?"));
}

TEST_F(ScenarioLoaderTest, ReportsMistakesOfAProfileInItsOwnFile)
{
    folder_.write("card.yaml", "vuicc: 1\niccd: \"89\"\n");
    const auto scenario = load(std::string{heading} + "card: {profile: card.yaml}\n");
    ASSERT_FALSE(scenario);
    ASSERT_EQ(scenario.error().size(), 3U);
    EXPECT_THAT(scenario.error()[0].to_string(), HasSubstr("one.yaml:3:17: this profile"));
    EXPECT_THAT(scenario.error()[2].to_string(),
                HasSubstr("card.yaml:2:1: unknown key iccd; did you mean iccid?"));
}

TEST_F(ScenarioLoaderTest, MeansTheFirstCardWhenAnActionNamesNone)
{
    const auto scenario = load(std::string{heading} + card + "steps: [remove: ]\n");
    ASSERT_TRUE(scenario);
    const auto& action = std::get<Action>(scenario->steps.front());
    EXPECT_EQ(action.method, "remove");
    EXPECT_EQ(action.parameters, (Json{{"card", "card"}}));
}

TEST_F(ScenarioLoaderTest, KeepsStatusWordsAndOctetsTexts)
{
    const auto scenario =
        load(std::string{heading} + card +
             "steps: [{transmit: {apdu: 00}}]\n"
             "expect: [{report: {status: 6982, count: 12, yes: true, id: \"7\"}}]\n");
    ASSERT_TRUE(scenario);
    EXPECT_EQ(std::get<Action>(scenario->steps.front()).parameters["apdu"], "00");
    EXPECT_EQ(std::get<ReportExpectation>(scenario->expectations.front().what).report,
              (Json{{"status", "6982"}, {"count", 12}, {"yes", true}, {"id", "7"}}));
}

TEST_F(ScenarioLoaderTest, SaysWhatAnExpectationIsInOneLine)
{
    const auto scenario = load(std::string{heading} + card +
                               "expect:\n"
                               "  - {must: READ EF.DIR, at-least: 2, within: 9, after: SELECT MF}\n"
                               "  - {must-not: UPDATE, before: VERIFY PIN1}\n");
    ASSERT_TRUE(scenario);
    EXPECT_EQ(scenario->expectations[0].text,
              "must: READ EF.DIR, at least 2 times, within 9 commands, after SELECT MF");
    EXPECT_EQ(scenario->expectations[1].text, "must not: UPDATE, before VERIFY PIN1");
}

} // namespace
} // namespace uicc::daemon::lab
