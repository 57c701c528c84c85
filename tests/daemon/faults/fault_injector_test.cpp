#include "codec/hex.hpp"
#include "daemon/faults/fault_injector.hpp"
#include "daemon/faults/fault_json.hpp"
#include "daemon/faults/faulty_store.hpp"
#include "tests/support/test_card.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace uicc::daemon::faults {
namespace {

using nlohmann::json;
using vpcd_bridge::Control;
using vpcd_bridge::Delivery;
using namespace std::chrono_literals;

constexpr const char* select_iccid = "00A4000C022FE2";
constexpr const char* read_iccid = "00B000000A";
constexpr const char* iccid = "988800214365870921F49000";
constexpr const char* select_pl = "00A4000C022F05";
constexpr const char* verify_pin1 = "002000010831323334FFFFFFFF";
constexpr const char* ask_pin1 = "00200001";
constexpr const char* update_pl = "00D60000026672";
constexpr const char* read_pl = "00B0000004";
constexpr const char* old_pl = "656E64659000";

/// A card in the hands of an injector.
class FaultInjectorTest : public testing::Test {
protected:
    FaultId add(const char* text)
    {
        const auto fault = parse_fault(json::parse(text));
        if (!fault) {
            ADD_FAILURE() << text << ": " << to_text(fault.error());
            return 0;
        }
        return injector_.add(*fault).value();
    }

    Delivery deliver(const std::string& command)
    {
        const Bytes octets = codec::from_hex(command).value();
        return injector_.transmit(card_.card(), octets);
    }

    std::string send(const std::string& command) { return codec::to_hex(deliver(command).answer); }

    std::string reason() { return injector_.explanation(card_.card()).reason; }

    std::string atr() { return codec::to_hex(injector_.atr(card_.card())); }

    filesystem::MemoryStore kept_;
    crypto::SeededRandom random_{7};
    std::vector<trace::CardEvent> events_;
    int removed_ = 0;
    FaultInjector injector_{random_, [this](trace::CardEvent event) { events_.push_back(event); },
                            [this] { ++removed_; }};
    FaultyStore store_{kept_, injector_};
    test::CardUnderTest card_{test::describe_test_card(), store_};
};

TEST_F(FaultInjectorTest, LeavesACardWithoutFaultsAlone)
{
    EXPECT_EQ(send(select_iccid), "9000");
    EXPECT_EQ(send(read_iccid), iccid);
    EXPECT_TRUE(events_.empty());
}

TEST_F(FaultInjectorTest, RefusesWithoutAnyEffect)
{
    add(R"({"on": "SELECT EF.ICCID", "status": "6A82"})");
    EXPECT_EQ(send(select_pl), "9000");
    EXPECT_EQ(send(select_iccid), "6A82");
    EXPECT_EQ(send(read_pl), old_pl) << "the selection has changed";
    EXPECT_NE(card_.card().explanation().command, "");
}

TEST_F(FaultInjectorTest, RefusesAPinBeforeItIsCompared)
{
    add(R"({"on": "VERIFY PIN1", "status": "6984", "nth": 2, "times": 1})");
    EXPECT_EQ(send("00200001083939393939393939"), "63C2");
    EXPECT_EQ(send("00200001083939393939393939"), "6984");
    EXPECT_EQ(send(ask_pin1), "63C2") << "a try was counted";
    EXPECT_EQ(send(verify_pin1), "9000");
}

TEST_F(FaultInjectorTest, RefusesWhatWouldHaveSucceeded)
{
    add(R"({"on": "MANAGE CHANNEL OPEN -> 9000", "status": "6A81", "times": 1})");
    add(R"({"on": "UPDATE -> 9000", "status": "6F00"})");
    EXPECT_EQ(send("0070000001"), "6A81");
    EXPECT_EQ(send("0070000001"), "019000") << "channel 1 is open";
    EXPECT_EQ(send(select_pl), "9000");
    EXPECT_EQ(send(update_pl), "6982");
    EXPECT_EQ(send(verify_pin1), "9000");
    EXPECT_EQ(send(update_pl), "6F00");
    EXPECT_EQ(send(read_pl), old_pl);
}

TEST_F(FaultInjectorTest, AnswersRefusalsOfTheCardOtherwise)
{
    add(R"({"on": "READ", "status": "6A82"})");
    EXPECT_EQ(send(read_iccid), "6A82") << "no EF is selected: the card says 6986";
    add(R"({"on": "any -> 6E00", "status": "6D00"})");
    EXPECT_EQ(send("A0A40000023F00"), "6D00") << "a class that no command has";
}

TEST_F(FaultInjectorTest, ChangesWhatIsAnswered)
{
    send(select_iccid);
    const struct {
        const char* action;
        const char* answer;
    } samples[] = {
        {R"("answer": "4142 6283")", "41426283"},
        {R"("answer": "90")", "90"},
        {R"("status-after": "6282")", "988800214365870921F46282"},
        {R"("status-after": 6281)", "988800214365870921F46281"},
        {R"("data": "0102")", "01029000"},
        {R"("data": "")", "9000"},
        {R"("truncate": 2)", "98889000"},
        {R"("truncate": 10)", iccid},
        {R"("append": "EE")", "988800214365870921F4EE9000"},
        {R"("flip": 7)", "998800214365870921F49000"},
        {R"("flip": {"octet": 1, "mask": "80"})", "980800214365870921F49000"},
        {R"("flip": 80)", iccid},
    };
    for (const auto& sample : samples) {
        injector_.clear();
        add((std::string{R"({"on": "READ BINARY EF.ICCID", )"} + sample.action + "}").c_str());
        EXPECT_EQ(send(read_iccid), sample.answer) << sample.action;
        injector_.clear();
        EXPECT_EQ(send(read_iccid), iccid);
    }
}

TEST_F(FaultInjectorTest, FlipsTheSameRandomBitForTheSameSeed)
{
    send(select_iccid);
    add(R"({"on": "READ", "flip": "random"})");
    crypto::SeededRandom again{7};
    FaultInjector twin{again, [](const trace::CardEvent&) {}, [] {}};
    twin.add(*parse_fault(json::parse(R"({"on": "READ", "flip": "random"})")));
    const Bytes command = codec::from_hex(read_iccid).value();
    const std::string flipped = send(read_iccid);
    EXPECT_NE(flipped, iccid);
    EXPECT_EQ(flipped, codec::to_hex(twin.transmit(card_.card(), command).answer));
}

TEST_F(FaultInjectorTest, ChangesDataBeforeItsLengthIsAnnounced)
{
    add(R"({"on": "SELECT EF.ICCID", "data": "010203"})");
    EXPECT_EQ(send("00A40004022FE2"), "6103");
    EXPECT_EQ(send("00C0000003"), "0102039000");
}

TEST_F(FaultInjectorTest, ChangesFcp)
{
    send("00A40004022FE2");
    const std::string whole = send("00C0000000");
    ASSERT_NE(whole.find("8002000A"), std::string::npos) << whole;

    add(R"({"on": "SELECT", "fcp": {"tag": "6F", "remove": ["88"], "replace": {"80": "0001"},
                                    "rename": {"83": "C9"}}})");
    const std::string announced = send("00A40004022FE2");
    ASSERT_EQ(announced.substr(0, 2), "61");
    const std::string changed = send("00C00000" + announced.substr(2));
    EXPECT_EQ(changed.substr(0, 2), "6F");
    EXPECT_NE(changed.find("80020001"), std::string::npos) << changed;
    EXPECT_NE(changed.find("C9022FE2"), std::string::npos) << changed;
    EXPECT_EQ(changed.find("880110"), std::string::npos) << changed;
    EXPECT_EQ(changed.size(), whole.size() - 6) << "SFI, three octets, is gone";
}

TEST_F(FaultInjectorTest, LetsDataBeFetched)
{
    add(R"({"on": "READ EF.ICCID", "more": true})");
    send(select_iccid);
    EXPECT_EQ(send(read_iccid), "610A");
    EXPECT_EQ(send("00C0000004"), "988800216106");
    EXPECT_EQ(send("00C0000007"), "6C06");
    EXPECT_EQ(send("00C0000006"), "4365870921F49000");
    EXPECT_EQ(send("00C0000001"), "6F00") << "nothing is left";
    EXPECT_EQ(send(read_iccid), "610A");
    EXPECT_EQ(send(select_iccid), "9000");
    EXPECT_EQ(send("00C000000A"), "6F00") << "another command loses it";
}

TEST_F(FaultInjectorTest, CorrectsLeOnceForEachCommand)
{
    add(R"({"on": "READ EF.ICCID", "wrong-le": true, "times": 2})");
    send(select_iccid);
    EXPECT_EQ(send(read_iccid), "6C0A");
    EXPECT_EQ(send(read_iccid), iccid);
    EXPECT_EQ(send(read_iccid), "6C0A");
    EXPECT_EQ(send(read_iccid), iccid);
    EXPECT_EQ(send(read_iccid), iccid);
}

TEST_F(FaultInjectorTest, HoldsAnswersBack)
{
    add(R"({"on": "SELECT", "delay": "1.5s"})");
    const Delivery late = deliver(select_iccid);
    EXPECT_EQ(late.after, 1500ms);
    EXPECT_EQ(codec::to_hex(late.answer), "9000");
    EXPECT_EQ(late.ending, Delivery::Ending::None);
    for (int i = 0; i < 3; ++i) {
        add(R"({"on": "SELECT", "delay": "60s"})");
    }
    EXPECT_EQ(deliver(select_iccid).after, longest_silence) << "the sum is bounded too";
}

TEST_F(FaultInjectorTest, FallsSilentForAWhile)
{
    add(R"({"on": "READ", "silence": true})");
    send(select_pl);
    const Delivery silent = deliver(read_pl);
    EXPECT_TRUE(silent.answer.empty());
    EXPECT_EQ(silent.after, usual_silence);
    EXPECT_EQ(silent.ending, Delivery::Ending::Lost);
}

TEST_F(FaultInjectorTest, StaysMuteUntilItIsSwitched)
{
    add(R"({"on": "READ", "mute": "1s", "times": 1})");
    send(select_pl);
    EXPECT_EQ(deliver(read_pl).after, 1s);
    const auto served = card_.card().commands();
    EXPECT_TRUE(deliver(select_pl).answer.empty());
    EXPECT_EQ(card_.card().commands(), served) << "a mute card does nothing";
    injector_.switched(Control::Reset);
    EXPECT_EQ(send(select_pl), "9000");
}

TEST_F(FaultInjectorTest, SpeaksAgainWhenItsFaultIsCleared)
{
    const FaultId mute = add(R"({"mute": true})");
    EXPECT_TRUE(deliver(select_pl).answer.empty());
    EXPECT_TRUE(injector_.clear(mute));
    EXPECT_EQ(send(select_pl), "9000");
}

TEST_F(FaultInjectorTest, EndsTheConnection)
{
    add(R"({"on": "SELECT EF.PL", "drop": true})");
    const Delivery dropped = deliver(select_pl);
    EXPECT_TRUE(dropped.answer.empty());
    EXPECT_EQ(dropped.ending, Delivery::Ending::Lost);
    EXPECT_EQ(dropped.after, 0s);

    injector_.clear();
    add(R"({"on": "SELECT EF.PL", "remove": true})");
    EXPECT_EQ(deliver(select_pl).ending, Delivery::Ending::Removed);

    injector_.clear();
    add(R"({"on": "SELECT EF.PL", "remove": {"back-after": "2s"}})");
    const Delivery back = deliver(select_pl);
    EXPECT_EQ(back.ending, Delivery::Ending::Lost);
    EXPECT_EQ(back.away, 2s);
    injector_.removed();
    EXPECT_EQ(removed_, 1);
}

TEST_F(FaultInjectorTest, LosesItsSessionAfterACommand)
{
    add(R"({"on": "READ", "reset": "silent", "times": 1})");
    send(select_pl);
    EXPECT_EQ(send(read_pl), old_pl);
    EXPECT_EQ(send(read_pl), "6986") << "nothing is selected any more";
}

TEST_F(FaultInjectorTest, LosesItsSessionBeforeACommand)
{
    add(R"({"on": "READ", "reset": {"how": "silent", "when": "before"}, "times": 1})");
    send(select_pl);
    EXPECT_EQ(send(read_pl), "6986");
    EXPECT_EQ(send(select_pl), "9000");
    EXPECT_EQ(send(read_pl), old_pl);
}

TEST_F(FaultInjectorTest, ResetsSoThatTheHostSeesIt)
{
    add(R"({"on": "READ", "reset": "visible", "times": 1})");
    send(select_pl);
    const Delivery after = deliver(read_pl);
    EXPECT_EQ(codec::to_hex(after.answer), old_pl);
    EXPECT_EQ(after.ending, Delivery::Ending::Lost);
    add(R"({"on": "UPDATE", "reset": {"how": "visible", "when": "before"}})");
    send(verify_pin1);
    EXPECT_TRUE(deliver(update_pl).answer.empty());
    EXPECT_EQ(send(read_pl), old_pl) << "the command was carried out";
}

TEST_F(FaultInjectorTest, HasNoRoomForChanges)
{
    add(R"({"memory-full": true})");
    EXPECT_EQ(send(select_pl), "9000");
    EXPECT_EQ(send(verify_pin1), "9000");
    EXPECT_EQ(send(update_pl), "6A84");
    EXPECT_EQ(send(read_pl), old_pl);
    injector_.clear();
    EXPECT_EQ(send(update_pl), "9000");
}

TEST_F(FaultInjectorTest, FailsToWrite)
{
    add(R"({"on": "UPDATE EF.PL", "write-failure": true, "times": 1})");
    send(select_pl);
    send(verify_pin1);
    EXPECT_EQ(send(update_pl), "6581");
    EXPECT_EQ(send(read_pl), old_pl);
    card_.restart();
    send(select_pl);
    EXPECT_EQ(send(read_pl), old_pl) << "the store has it";
    send(verify_pin1);
    EXPECT_EQ(send(update_pl), "9000");
}

TEST_F(FaultInjectorTest, ComparesNoPinThatItCannotCount)
{
    add(R"({"on": "VERIFY", "write-failure": true})");
    EXPECT_EQ(send(verify_pin1), "6581");
    EXPECT_EQ(send(ask_pin1), "63C3");
}

TEST_F(FaultInjectorTest, BlocksAPin)
{
    add(R"({"on": "VERIFY PIN1", "pin-blocked": "PIN1", "nth": 2})");
    EXPECT_EQ(send(verify_pin1), "9000");
    EXPECT_EQ(send(verify_pin1), "6983");
    injector_.clear();
    card_.restart();
    EXPECT_EQ(send(ask_pin1), "63C0") << "it does not last";
}

TEST_F(FaultInjectorTest, AnswersResetsOtherwise)
{
    const std::string own = atr();
    add(R"({"atr": {"hex": "3B00", "when": "warm"}, "times": 1})");
    EXPECT_EQ(atr(), own) << "not before the next reset";
    injector_.switched(Control::PowerOn);
    EXPECT_EQ(atr(), own);
    injector_.switched(Control::Reset);
    EXPECT_EQ(atr(), "3B00");
    injector_.switched(Control::Reset);
    EXPECT_EQ(atr(), own) << "once";

    add(R"({"atr": ""})");
    injector_.switched(Control::PowerOn);
    EXPECT_EQ(atr(), "");
    injector_.switched(Control::PowerOff);
    EXPECT_EQ(atr(), own);

    injector_.clear();
    add(R"({"atr": "garbage"})");
    injector_.switched(Control::PowerOn);
    const std::string garbage = atr();
    EXPECT_EQ(garbage.size(), 34U);
    EXPECT_NE(garbage, own);
    EXPECT_EQ(atr(), garbage) << "the same until the next reset";
    injector_.connected();
    EXPECT_EQ(atr(), own);
}

TEST_F(FaultInjectorTest, CountsOccurrences)
{
    const FaultId id = add(R"({"on": "SELECT", "nth": 2, "times": 2, "status": "6F00"})");
    std::string answers;
    for (int i = 0; i < 5; ++i) {
        answers += send(select_pl) + " ";
    }
    EXPECT_EQ(answers, "9000 6F00 6F00 9000 9000 ");
    ASSERT_EQ(injector_.list().size(), 1U);
    EXPECT_EQ(injector_.list()[0].id, id);
    EXPECT_EQ(injector_.list()[0].seen, 5U);
    EXPECT_EQ(injector_.list()[0].struck, 2U);
}

TEST_F(FaultInjectorTest, SeveralFaultsHaveTheirEffectsTogether)
{
    add(R"({"on": "READ", "truncate": 1})");
    add(R"({"on": "READ", "append": "FF"})");
    add(R"({"on": "READ", "delay": "1s"})");
    add(R"({"on": "READ", "status-after": "6281"})");
    send(select_pl);
    const Delivery delivery = deliver(read_pl);
    EXPECT_EQ(codec::to_hex(delivery.answer), "65FF6281");
    EXPECT_EQ(delivery.after, 1s);
}

TEST_F(FaultInjectorTest, TellsOfEveryStrike)
{
    const FaultId id = add(R"({"on": "READ EF.PL", "truncate": 1})");
    send(select_pl);
    EXPECT_TRUE(events_.empty());
    send(read_pl);
    ASSERT_EQ(events_.size(), 1U);
    EXPECT_EQ(events_[0].kind, trace::EventKind::Fault);
    EXPECT_EQ(events_[0].name, "READ BINARY");
    EXPECT_EQ(events_[0].file, "EF.PL");
    EXPECT_EQ(codec::to_hex(events_[0].response), "659000");
    EXPECT_EQ(events_[0].reason, "fault " + std::to_string(id) + R"(: {"truncate":1})");
}

TEST_F(FaultInjectorTest, ExplainsEveryAnswerThatItHasMade)
{
    for (const char* action :
         {R"({"status":"6F00"})", R"({"status":"6100"})", R"({"answer":"6CFF"})",
          R"({"status-after":"6110"})", R"({"append":"EE"})", R"({"more":true})",
          R"({"wrong-le":true})", R"({"drop":true})"}) {
        injector_.clear();
        send(select_iccid);
        const auto words = "fault " + std::to_string(add(action)) + ": " + action;
        deliver(read_iccid);
        EXPECT_EQ(reason(), words);
        injector_.clear();
        send(read_iccid);
        EXPECT_EQ(reason(), "");
    }
}

TEST_F(FaultInjectorTest, ExplainsTheStatusWordThatIsThere)
{
    constexpr const char* fetch = "00C0000000";
    send(fetch);
    const std::string own = reason();
    ASSERT_NE(own, "");
    add(R"({"on": "GET RESPONSE", "status": "6100", "times": 1})");
    EXPECT_EQ(send(fetch), "6100");
    EXPECT_EQ(reason(), R"(fault 1: {"status":"6100"})");
    EXPECT_EQ(send(fetch), "6F00");
    EXPECT_EQ(reason(), own) << "the fault is over";
    add(R"({"pin-blocked": "PIN1", "times": 1})");
    EXPECT_EQ(send(verify_pin1), "6983");
    EXPECT_TRUE(reason().starts_with(R"(fault 2: {"pin-blocked":"PIN1"}, )")) << reason();
    add(R"({"delay": "1s"})");
    deliver(verify_pin1);
    EXPECT_FALSE(reason().starts_with("fault")) << "the answer is the card's";
}

TEST_F(FaultInjectorTest, ExplainsTheFetchOfWhatItHolds)
{
    add(R"({"more": true})");
    send(select_iccid);
    EXPECT_EQ(send(read_iccid), "610A");
    EXPECT_EQ(send("00C000000B"), "6C0A");
    const auto& explanation = injector_.explanation(card_.card());
    EXPECT_EQ(explanation.command, "GET RESPONSE");
    EXPECT_NE(explanation.reason, "");
    EXPECT_EQ(send("00C000000A"), iccid);
    EXPECT_EQ(explanation.command, "GET RESPONSE");
    EXPECT_EQ(explanation.file + explanation.reason, "");
}

TEST_F(FaultInjectorTest, ExplainsALongAnswerBriefly)
{
    add((R"({"answer": ")" + std::string(120'000, '0') + R"("})").c_str());
    EXPECT_EQ(deliver(read_iccid).answer.size(), 60'000U);
    EXPECT_LT(reason().size(), 256U);
    EXPECT_TRUE(reason().ends_with("000..."));
    EXPECT_EQ(events_.at(0).reason, reason());
}

TEST_F(FaultInjectorTest, IsClearedAndBounded)
{
    const FaultId first = add(R"({"drop": true})");
    EXPECT_TRUE(injector_.clear(first));
    EXPECT_FALSE(injector_.clear(first));
    for (std::size_t i = 0; i < FaultInjector::most_faults; ++i) {
        EXPECT_TRUE(injector_.add({}));
    }
    EXPECT_FALSE(injector_.add({}));
    injector_.clear();
    EXPECT_TRUE(injector_.list().empty());
    EXPECT_EQ(injector_.add({}), first + FaultInjector::most_faults + 1)
        << "numbers are not reused";
}

TEST_F(FaultInjectorTest, SurvivesWhateverIsSent)
{
    for (const char* fault :
         {R"({"status": "6F00"})", R"({"more": true})", R"({"wrong-le": true})",
          R"({"flip": "random"})", R"({"append": "00"})", R"({"fcp": {"remove": ["80"]}})",
          R"({"pin-blocked": "ADM9"})", R"({"reset": "silent"})"}) {
        injector_.clear();
        add(fault);
        for (const char* command : {"", "00", "04", "00A4", "FFFFFFFF", "00C0000000", "00A40004",
                                    "00A4000402", "00A40004023F00", "00B0000000"}) {
            EXPECT_GE(deliver(command).answer.size(), 2U) << fault << ' ' << command;
        }
    }
}

} // namespace
} // namespace uicc::daemon::faults
