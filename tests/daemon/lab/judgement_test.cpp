#include "daemon/lab/judgement.hpp"
#include "tests/daemon/lab/commands.hpp"

#include <gtest/gtest.h>

namespace uicc::daemon::lab {
namespace {

Named named(const std::string& text)
{
    return {ApduPattern::parse(text).value(), text};
}

Expectation must(const std::string& text)
{
    return {CommandExpectation{.command = named(text)}, "must: " + text};
}

CommandExpectation& command_of(Expectation& expectation)
{
    return std::get<CommandExpectation>(expectation.what);
}

/// A client that looks at EF.DIR, verifies, reads twice.
Conduct example()
{
    return {.commands = {select("EF.DIR"), verify(), select("EF.IMSI"), read("EF.IMSI", "6982"),
                         read("EF.IMSI")},
            .exit_status = 0,
            .output = "found 1 account",
            .report = Json{{"outcome", "applied"}, {"accounts", {{{"id", "101"}}}}}};
}

TEST(Judgement, FindsACommandThatHasToCome)
{
    EXPECT_FALSE(judge(must("VERIFY"), example()));
    const auto violation = judge(must("UPDATE"), example());
    ASSERT_TRUE(violation);
    EXPECT_EQ(violation->expectation, "must: UPDATE");
    EXPECT_EQ(violation->reason, "it never came");
}

TEST(Judgement, LooksOnlyBehindAndInFrontOfTheBorders)
{
    Expectation verified = must("VERIFY");
    command_of(verified).before = named("READ EF.IMSI");
    EXPECT_FALSE(judge(verified, example()));
    command_of(verified).before = named("VERIFY");
    EXPECT_TRUE(judge(verified, example()));
    Expectation selected = must("SELECT EF.DIR");
    command_of(selected).after = named("SELECT EF.DIR");
    EXPECT_TRUE(judge(selected, example()));
}

TEST(Judgement, ShowsTheBordersOfThePartThatLacksACommand)
{
    Expectation selected = must("UPDATE");
    command_of(selected).after = named("VERIFY");
    command_of(selected).before = named("READ EF.IMSI");
    const auto violation = judge(selected, example());
    ASSERT_TRUE(violation);
    EXPECT_EQ(violation->shown, (std::vector<std::size_t>{1, 2, 3}));
}

TEST(Judgement, MissesWhatShouldBeginThePart)
{
    Expectation wanted = must("READ EF.IMSI");
    command_of(wanted).after = named("SELECT ADF.ISIM");
    const auto violation = judge(wanted, example());
    ASSERT_TRUE(violation);
    EXPECT_EQ(violation->reason, "SELECT ADF.ISIM never came");
}

TEST(Judgement, CountsFromTheBorderOnForWithin)
{
    Expectation wanted = must("READ EF.IMSI");
    command_of(wanted).within = 3;
    EXPECT_TRUE(judge(wanted, example()));
    command_of(wanted).within = 4;
    EXPECT_FALSE(judge(wanted, example()));
}

TEST(Judgement, CountsHowOftenACommandComes)
{
    Expectation wanted = must("READ EF.IMSI");
    command_of(wanted).count = {3, std::nullopt};
    const auto too_few = judge(wanted, example());
    ASSERT_TRUE(too_few);
    EXPECT_EQ(too_few->reason, "it came only 2 times");
    command_of(wanted).count = {1, 1};
    const auto too_many = judge(wanted, example());
    ASSERT_TRUE(too_many);
    EXPECT_EQ(too_many->reason, "it came 2 times");
    EXPECT_EQ(too_many->shown, std::vector<std::size_t>{4});
}

TEST(Judgement, ShowsTheCommandThatMustNotCome)
{
    Expectation ban = must("READ EF.IMSI -> 6982");
    command_of(ban).count = {0, 0};
    const auto violation = judge(ban, example());
    ASSERT_TRUE(violation);
    EXPECT_EQ(violation->shown, std::vector<std::size_t>{3});
    command_of(ban).after = named("READ EF.IMSI");
    EXPECT_FALSE(judge(ban, example()));
}

TEST(Judgement, WantsCommandsInTheirOrder)
{
    OrderExpectation order{{named("SELECT EF.DIR"), named("READ EF.IMSI"), named("READ EF.IMSI")}};
    EXPECT_FALSE(judge({order, "order"}, example()));
    order.commands.push_back(named("VERIFY"));
    const auto violation = judge({order, "order"}, example());
    ASSERT_TRUE(violation);
    EXPECT_EQ(violation->reason, "VERIFY came too early");
    EXPECT_EQ(violation->shown, (std::vector<std::size_t>{1, 4}));
    order.commands.back() = named("UPDATE");
    EXPECT_EQ(judge({order, "order"}, example())->reason, "UPDATE never came");
}

TEST(Judgement, ComparesWhatTheClientReports)
{
    EXPECT_FALSE(judge({ReportExpectation{{{"outcome", "applied"}}}, "report"}, example()));
    EXPECT_EQ(judge({ReportExpectation{{{"outcome", "absent"}}}, "report"}, example())->reason,
              "outcome is \"applied\", not \"absent\"");
    EXPECT_TRUE(judge({ReportExpectation{{{"outcome", "applied"}}}, "report"}, Conduct{}));
}

TEST(Judgement, ComparesOutputAndExitStatus)
{
    EXPECT_FALSE(judge({OutputExpectation{"1 account"}, "output"}, example()));
    EXPECT_TRUE(judge({OutputExpectation{"2 accounts"}, "output"}, example()));
    EXPECT_FALSE(judge({ExitExpectation{0}, "exit"}, example()));
    EXPECT_EQ(judge({ExitExpectation{3}, "exit"}, example())->reason, "the client ended with 0");
    EXPECT_EQ(judge({ExitExpectation{0}, "exit"}, Conduct{})->reason,
              "the client did not end by itself");
}

} // namespace
} // namespace uicc::daemon::lab
