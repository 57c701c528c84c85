#include "daemon/lab/trigger_board.hpp"
#include "tests/daemon/lab/commands.hpp"

#include <gtest/gtest.h>

namespace uicc::daemon::lab {
namespace {

using namespace std::chrono_literals;

Named named(const std::string& text)
{
    return {ApduPattern::parse(text).value(), text};
}

template <class When>
TriggerBoard board(When when)
{
    return TriggerBoard{{Trigger{std::move(when), {Action{"remove"}}}}};
}

TEST(TriggerBoard, IsDueAtTheCommandOfItsNumberAndNeverAgain)
{
    TriggerBoard triggers = board(AtCommand{named("READ EF.IMSI"), 2});
    EXPECT_TRUE(triggers.due_at(read("EF.IMSI")).empty());
    EXPECT_TRUE(triggers.due_at(read("EF.DIR")).empty());
    const auto due = triggers.due_at(read("EF.IMSI"));
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due.front().method, "remove");
    EXPECT_TRUE(triggers.due_at(read("EF.IMSI")).empty());
}

TEST(TriggerBoard, CountsCommandsAndNotWhatFollowsFromThem)
{
    TriggerBoard triggers = board(AtCommand{named("SELECT EF.DIR"), 1});
    trace::CardEvent selection = select("EF.DIR");
    selection.kind = trace::EventKind::Selection;
    EXPECT_TRUE(triggers.due_at(selection).empty());
    EXPECT_FALSE(triggers.due_at(select("EF.DIR")).empty());
}

TEST(TriggerBoard, IsDueAtAnEventOfItsKind)
{
    TriggerBoard triggers = board(AtEvent{trace::EventKind::PowerOn, 2});
    trace::CardEvent power_on;
    power_on.kind = trace::EventKind::PowerOn;
    EXPECT_TRUE(triggers.due_at(power_on).empty());
    EXPECT_TRUE(triggers.due_at(select("EF.DIR")).empty());
    EXPECT_FALSE(triggers.due_at(power_on).empty());
}

TEST(TriggerBoard, IsDueAtItsSignal)
{
    TriggerBoard triggers = board(AtSignal{"ready"});
    EXPECT_TRUE(triggers.due_at_signal("steady").empty());
    EXPECT_FALSE(triggers.due_at_signal("ready").empty());
    EXPECT_TRUE(triggers.due_at_signal("ready").empty());
}

TEST(TriggerBoard, CountsTimeFromTheFirstStartOfTheClient)
{
    TriggerBoard triggers = board(AtTime{500ms});
    const TriggerBoard::Clock::time_point start{1h};
    EXPECT_TRUE(triggers.due_at(start).empty());
    EXPECT_FALSE(triggers.next());
    triggers.client_started(start);
    triggers.client_started(start + 400ms);
    EXPECT_EQ(triggers.next(), start + 500ms);
    EXPECT_TRUE(triggers.due_at(start + 499ms).empty());
    EXPECT_FALSE(triggers.due_at(start + 500ms).empty());
    EXPECT_FALSE(triggers.next());
}

} // namespace
} // namespace uicc::daemon::lab
