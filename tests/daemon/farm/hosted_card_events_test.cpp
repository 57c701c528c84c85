#include "daemon/farm/hosted_card.hpp"
#include "daemon/log.hpp"
#include "filesystem/store/memory_store.hpp"
#include "tests/daemon/trace/recorded_events.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gmock/gmock.h>

#include <spdlog/sinks/null_sink.h>

namespace uicc::daemon {
namespace {

using testing::ElementsAre;

class HostedCardEvents : public testing::Test {
protected:
    std::vector<std::string> after(std::initializer_list<const char*> commands)
    {
        static_cast<void>(heard_->lines());
        for (const char* command : commands) {
            EXPECT_TRUE(card_.transmit(test::from_hex(command)));
        }
        return heard_->lines();
    }

    std::shared_ptr<test::RecordedEvents> heard_ = std::make_shared<test::RecordedEvents>();
    trace::EventHub hub_;
    SlotLog log_{
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>())};
    CardSurroundings surroundings_{
        log_, hub_, 1, [] { return std::chrono::system_clock::time_point{std::chrono::hours{1}}; }};
    boost::asio::io_context loop_;
    filesystem::MemoryStore store_;
    HostedCard card_{"card", "profile.yaml", [] { return test::describe_test_card(); }, 0, loop_,
                     store_, surroundings_};
};

TEST_F(HostedCardEvents, NobodyMakesThemForNobody)
{
    after({"00A4000C023F00"});
    hub_.attach(heard_);
    after({"00A4000C023F00"});
    heard_->events.clear();
    EXPECT_TRUE(card_.transmit(test::from_hex("00A4000C023F00")));
    EXPECT_EQ(heard_->events.front().number, 3U) << "what nobody heard has no number";
    hub_.detach(*heard_);
    EXPECT_THAT(after({"00A4000C023F00"}), ElementsAre());
}

TEST_F(HostedCardEvents, SayWhoWhenAndWhat)
{
    hub_.attach(heard_);
    ASSERT_TRUE(card_.transmit(test::from_hex("00A4080C022FE2")));
    const trace::CardEvent& event = heard_->events.front();
    EXPECT_EQ(event.card, "card");
    EXPECT_EQ(event.reader, "");
    EXPECT_EQ(event.time, std::chrono::system_clock::time_point{std::chrono::hours{1}});
    EXPECT_EQ(test::to_hex(event.command), "00A4080C022FE2");
    EXPECT_EQ(test::to_hex(event.response), "9000");
}

TEST_F(HostedCardEvents, ASelectionFollowsItsApdu)
{
    hub_.attach(heard_);
    EXPECT_THAT(after({"00A4080C022FE2", "00A4080C022F99"}),
                ElementsAre("apdu|9000|SELECT|EF.ICCID", "selection|9000|SELECT|EF.ICCID",
                            "apdu|6A82|SELECT|no 2F99 below MF"));
}

TEST_F(HostedCardEvents, ADenialNamesTheRuleAndTheKey)
{
    hub_.attach(heard_);
    EXPECT_THAT(after({"00A4080C047F106F3A", "00B2010404"}),
                testing::Contains("security|6982|READ RECORD|EF.ADN|needs PIN1 (01): EF.ARR "
                                  "(6F06) record 5 says `read: PIN1`; PIN1 has not been verified "
                                  "(3 tries left)"));
}

TEST_F(HostedCardEvents, AnAnswerThatAFaultMadeIsExplainedByIt)
{
    card_.faults().add({.action = faults::OtherStatus{emulator::StatusWord{0x6110}}});
    hub_.attach(heard_);
    EXPECT_THAT(after({"00C0000000"}),
                testing::Contains("apdu|6110|GET RESPONSE|fault 1: {\"status-after\":\"6110\"}"));
}

TEST_F(HostedCardEvents, ChangesComeBeforeTheApduThatMadeThem)
{
    hub_.attach(heard_);
    EXPECT_THAT(after({"0020000108 35353535FFFFFFFF"}),
                ElementsAre(testing::StartsWith("change|pin/01|"),
                            "apdu|63C2|VERIFY PIN|the value is wrong",
                            "security|63C2|VERIFY PIN|PIN1, 2 tries left, the value is wrong"));
    EXPECT_THAT(after({"0020000108 31323334FFFFFFFF"}),
                testing::Contains("security|9000|VERIFY PIN|PIN1, success"));
    EXPECT_THAT(after({"00A4080C047F106F3A", "00DC030404 01020304"}),
                testing::ElementsAre("apdu|9000|SELECT|EF.ADN", "selection|9000|SELECT|EF.ADN",
                                     "change|EF.ADN|record 3", "apdu|9000|UPDATE RECORD|EF.ADN"));
}

TEST_F(HostedCardEvents, KnowThePartsOfAChain)
{
    const auto describe = [] {
        auto card = std::make_shared<emulator::CardDescription>(*test::describe_test_card());
        card->behaviour.command_chaining = true;
        return card;
    };
    HostedCard chaining{"c", "profile.yaml", describe, 0, loop_, store_, surroundings_};
    hub_.attach(heard_);
    for (const char* command :
         {"00E0000001 62", "10E0000001 62", "00E0000001 00", "00E0000001 62"}) {
        ASSERT_TRUE(chaining.transmit(test::from_hex(command)));
    }
    std::vector<bool> parts;
    for (const trace::CardEvent& event : heard_->events) {
        if (event.kind == trace::EventKind::Apdu) {
            parts.push_back(event.is_part);
        }
    }
    EXPECT_THAT(parts, ElementsAre(false, true, true, false));
}

TEST_F(HostedCardEvents, TellOfReadersAndStates)
{
    hub_.attach(heard_);
    ASSERT_TRUE(card_.insert({"127.0.0.1", "1"}, HostedCard::Arrival::AtOnce));
    card_.remove();
    ASSERT_TRUE(card_.reset(HostedCard::Reset::Warm));
    ASSERT_TRUE(card_.power(false));
    ASSERT_TRUE(card_.change_state([] { return Result<void, filesystem::StoreError>{}; }));
    EXPECT_THAT(heard_->lines(),
                ElementsAre("inserted", "removed", testing::StartsWith("warm-reset|"), "power-off",
                            "change|everything that the card keeps was exchanged"));
}

} // namespace
} // namespace uicc::daemon
