#include "daemon/replay/profile_target.hpp"
#include "daemon/trace/open_trace.hpp"
#include "daemon/trace/pcapng.hpp"
#include "tests/daemon/temporary_folder.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gmock/gmock.h>

namespace uicc::daemon::replay {
namespace {

using test::from_hex;
using testing::ElementsAre;
using testing::HasSubstr;
using trace::CardEvent;
using trace::EventKind;

CardEvent apdu(std::string name, std::string_view command, std::string_view response)
{
    return {.kind = EventKind::Apdu,
            .card = "card",
            .command = from_hex(command),
            .response = from_hex(response),
            .name = std::move(name)};
}

TEST(Masks, CoverWhatIsRandomAndWhatGetResponseBringsOfIt)
{
    Masks masks;
    EXPECT_TRUE(
        masks.agree(apdu("GET CHALLENGE", "0084000002", "0102 9000"), from_hex("0304 9000")));
    EXPECT_FALSE(
        masks.agree(apdu("GET CHALLENGE", "0084000002", "0102 9000"), from_hex("03 9000")));
    EXPECT_FALSE(
        masks.agree(apdu("GET CHALLENGE", "0084000002", "0102 9000"), from_hex("0304 6982")));
    EXPECT_TRUE(masks.agree(apdu("AUTHENTICATE", "00880081", "6102"), from_hex("6102")));
    EXPECT_TRUE(
        masks.agree(apdu("GET RESPONSE", "00C0000002", "0102 9000"), from_hex("0304 9000")));
    EXPECT_TRUE(masks.agree(apdu("SELECT", "00A40004", "6102"), from_hex("6102")));
    EXPECT_FALSE(
        masks.agree(apdu("GET RESPONSE", "00C0000002", "0102 9000"), from_hex("0304 9000")));
}

TEST(Masks, CoverRetryCountersOnRequest)
{
    Masks masks;
    const CardEvent wrong = apdu("VERIFY PIN", "0020000100", "63C2");
    EXPECT_FALSE(masks.agree(wrong, from_hex("63C1")));
    masks.ignore_tries();
    EXPECT_TRUE(masks.agree(wrong, from_hex("63C1")));
    EXPECT_FALSE(masks.agree(wrong, from_hex("9000")));
}

TEST(Masks, CoverWhatTheUserSays)
{
    Masks masks;
    ASSERT_TRUE(masks.add_from(R"([{"file": "EF.LOCI", "from": 1, "octets": 2}])"));
    CardEvent read = apdu("READ BINARY", "00B0000004", "01020304 9000");
    EXPECT_FALSE(masks.agree(read, from_hex("01AABB04 9000")));
    read.file = "EF.LOCI";
    EXPECT_TRUE(masks.agree(read, from_hex("01AABB04 9000")));
    EXPECT_FALSE(masks.agree(read, from_hex("AA020304 9000")));
    EXPECT_FALSE(masks.agree(read, from_hex("010203AA 9000")));
}

TEST(Masks, AreRefusedWhenTheyAreNone)
{
    for (const char* text :
         {"", "{}", "[1]", R"([{"file": 1}])", R"([{"from": -1}])", R"([{"x": 1}])"}) {
        EXPECT_FALSE(Masks{}.add_from(text)) << text;
    }
}

/// A trace of the test card, whose commands are sent to another one.
class Replayed : public testing::Test {
protected:
    void record(const std::string& form, std::initializer_list<CardEvent> events)
    {
        trace::TraceOptions options;
        options.secrets = trace::Secrets::Shown;
        const auto sink =
            open_trace(trace::parse_trace_spec(form + ":" + path()).value(), options).value();
        for (const CardEvent& event : events) {
            sink->take(event);
        }
    }

    [[nodiscard]] std::string path() const { return folder_.path() / "trace"; }

    std::vector<std::string> differences()
    {
        const auto recording = read_trace(path(), "");
        EXPECT_TRUE(recording) << recording.error();
        std::vector<std::string> found;
        const auto target = make_card_target(test::describe_test_card(), 1);
        EXPECT_TRUE(replay(*recording, *target, {}, [&](const CardEvent& event, ByteView answer) {
            found.push_back(event.name + " " + test::to_hex(answer));
        }));
        return found;
    }

    test::TemporaryFolder folder_;
};

TEST_F(Replayed, FindsWhatDiffersInBothForms)
{
    for (const char* form : {"jsonl", "pcapng"}) {
        record(form, {apdu("SELECT", "00A4080C022FE2", "9000"),
                      apdu("READ BINARY", "00B0000002", "98889000"),
                      apdu("READ BINARY", "00B0000002", "99889000")});
        EXPECT_THAT(differences(), ElementsAre("READ BINARY 98889000")) << form;
    }
}

TEST_F(Replayed, ResetsAsRecorded)
{
    const CardEvent select = apdu("SELECT", "00A4080C022FE2", "9000");
    const CardEvent read = apdu("READ BINARY", "00B0000001", "989000");
    CardEvent off{.kind = EventKind::PowerOff, .card = "card"};
    CardEvent on{.kind = EventKind::PowerOn, .card = "card", .response = from_hex("3B00")};
    record("jsonl", {select, read, off, on, read});
    EXPECT_THAT(differences(), ElementsAre(testing::StartsWith(" 3B"), "READ BINARY 6986"));
}

TEST_F(Replayed, IsOneCard)
{
    CardEvent other = apdu("SELECT", "00A4080C022FE2", "9000");
    other.card = "other";
    record("jsonl", {apdu("SELECT", "00A4080C022FE2", "9000"), other});
    EXPECT_THAT(read_trace(path(), "").error(), HasSubstr("which card? card, other"));
    EXPECT_EQ(read_trace(path(), "other")->events.size(), 1U);
    EXPECT_THAT(read_trace(path(), "nobody").error(), HasSubstr("no commands to a card nobody"));
}

TEST(ReadPackets, SurvivesEveryCutAndFlippedOctet)
{
    Bytes file = trace::pcapng::section_header();
    const std::vector<std::string> comments{"{}"};
    for (const Bytes& block :
         {trace::pcapng::interface("c"),
          trace::pcapng::packet({.octets = file, .comments = comments, .lost = 2})}) {
        file.insert(file.end(), block.begin(), block.end());
    }
    const auto whole = trace::pcapng::read_packets(file).value();
    ASSERT_EQ(whole.size(), 1U);
    EXPECT_THAT(whole.front().comments, ElementsAre("{}"));
    EXPECT_EQ(whole.front().lost, 2U);
    for (std::size_t size = 0; size < file.size(); ++size) {
        static_cast<void>(trace::pcapng::read_packets(ByteView{file}.first(size)));
    }
    for (Byte& octet : file) {
        for (const unsigned value : {0x00U, 0x7FU, 0x80U, 0xFFU}) {
            const Byte before = std::exchange(octet, static_cast<Byte>(value));
            static_cast<void>(trace::pcapng::read_packets(file));
            octet = before;
        }
    }
}

} // namespace
} // namespace uicc::daemon::replay
