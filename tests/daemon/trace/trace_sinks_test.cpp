#include "daemon/trace/open_trace.hpp"
#include "daemon/trace/subscription.hpp"
#include "tests/daemon/temporary_folder.hpp"
#include "tests/support/vector_file.hpp"

#include <gmock/gmock.h>

#include <condition_variable>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <sys/stat.h>

namespace uicc::daemon::trace {
namespace {

using nlohmann::json;
using test::content_of;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(TraceSpec, IsAFormAndAPlace)
{
    for (const char* text : {"text", "text:a", "jsonl:a", "pcapng:/a:b", "gsmtap:h:1"}) {
        EXPECT_EQ(parse_trace_spec(text).value().name(), text);
    }
    EXPECT_EQ(parse_trace_spec("gsmtap:127.0.0.1")->port, "4729");
    EXPECT_EQ(parse_trace_spec("gsmtap:[::1]")->target, "::1");
    EXPECT_EQ(parse_trace_spec("gsmtap:[::1]:5")->port, "5");
}

TEST(TraceSpec, IsRefusedWithAReason)
{
    for (const char* text :
         {"", "jsonl", "jsonl:", "text:", "pcapng:", "pcap:a", "gsmtap", "gsmtap:", "gsmtap:h:0",
          "gsmtap:h:65536", "gsmtap:h:", "gsmtap:::1", "TEXT"}) {
        const auto spec = parse_trace_spec(text);
        ASSERT_FALSE(spec) << text;
        EXPECT_THAT(spec.error(), HasSubstr(std::string{"trace "} + text + ": "));
    }
}

CardEvent event(std::uint64_t number, std::size_t octets = 0)
{
    return {.kind = EventKind::Apdu,
            .number = number,
            .card = "card",
            .command = Bytes(octets, 0xD5),
            .response = test::from_hex("9000")};
}

class Traces : public testing::Test {
protected:
    /// Writes so many events to a trace, and ends it.
    void write(const std::string& spec, std::uint64_t count, std::size_t octets = 5)
    {
        options_.report = [this](const std::string& sentence) { said_.push_back(sentence); };
        const auto sink = open_trace(parse_trace_spec(spec).value(), options_);
        ASSERT_TRUE(sink) << sink.error();
        for (std::uint64_t number = 1; number <= count; ++number) {
            (*sink)->take(event(number, octets));
        }
    }

    [[nodiscard]] std::string path(const char* name) const { return folder_.path() / name; }

    test::TemporaryFolder folder_;
    TraceOptions options_;
    std::vector<std::string> said_;
};

std::vector<json> lines_of(const std::string& text)
{
    std::vector<json> lines;
    std::istringstream input{text};
    for (std::string line; std::getline(input, line);) {
        lines.push_back(json::parse(line));
    }
    return lines;
}

TEST_F(Traces, KeepTheOrderAndEverythingByTheirEnd)
{
    write("jsonl:" + path("t"), 1000);
    const auto lines = lines_of(content_of(path("t")));
    ASSERT_EQ(lines.size(), 1000U);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        EXPECT_EQ(lines[i]["number"], i + 1);
    }
    EXPECT_THAT(said_, ElementsAre());
}

TEST_F(Traces, HoldNoSecretsUnlessAsked)
{
    for (const char* form : {"jsonl:", "text:"}) {
        write(form + path("t"), 1, 13);
        EXPECT_EQ(content_of(path("t")).find("D5D5D5D5D5"), std::string::npos) << form;
    }
    write("pcapng:" + path("t"), 1, 13);
    EXPECT_EQ(content_of(path("t")).find("\xD5\xD5\xD5\xD5\xD5"), std::string::npos);
    options_.secrets = Secrets::Shown;
    write("jsonl:" + path("t"), 1, 13);
    EXPECT_NE(content_of(path("t")).find("D5D5D5D5D5"), std::string::npos);
    write("pcapng:" + path("t"), 1, 13);
    EXPECT_NE(content_of(path("t")).find("\xD5\xD5\xD5\xD5\xD5"), std::string::npos);
}

TEST_F(Traces, AreForTheirOwnerAlone)
{
    write("text:" + path("t"), 1);
    struct stat status {};
    ASSERT_EQ(stat(path("t").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(Traces, MakeRoomForThemselves)
{
    options_.rotation = {.max_size = 1000, .files = 3};
    write("jsonl:" + path("t"), 100);
    EXPECT_FALSE(std::filesystem::exists(path("t.3")));
    std::uint64_t next = 0;
    for (const char* name : {"t.2", "t.1", "t"}) {
        const std::string text = content_of(path(name));
        EXPECT_LE(text.size(), 1000U);
        for (const json& line : lines_of(text)) {
            EXPECT_TRUE(next == 0 || line["number"] == next) << line;
            next = line["number"].get<std::uint64_t>() + 1;
        }
    }
    EXPECT_EQ(next, 101U);
}

TEST_F(Traces, EveryFileOfAPcapngStandsAlone)
{
    options_.rotation = {.max_size = 1000, .files = 9};
    write("pcapng:" + path("t"), 9);
    ASSERT_TRUE(std::filesystem::exists(path("t.1")));
    for (const char* name : {"t", "t.1"}) {
        EXPECT_EQ(content_of(path(name)).substr(0, 4), "\x0A\x0D\x0D\x0A") << name;
        EXPECT_THAT(content_of(path(name)), HasSubstr("card"));
    }
}

TEST_F(Traces, KeepWhatAnEarlierOneHasWritten)
{
    write("jsonl:" + path("t"), 2);
    write("jsonl:" + path("t"), 1);
    EXPECT_EQ(lines_of(content_of(path("t"))).size(), 1U);
    EXPECT_EQ(lines_of(content_of(path("t.1"))).size(), 2U);
}

TEST_F(Traces, SayWhyTheyCannotBe)
{
    for (const std::string& spec : {"text:" + path("no/t"), "pcapng:" + folder_.path().string()}) {
        const auto sink = open_trace(parse_trace_spec(spec).value(), options_);
        ASSERT_FALSE(sink) << spec;
        EXPECT_THAT(sink.error(), HasSubstr("cannot be opened"));
    }
    EXPECT_FALSE(open_trace(parse_trace_spec("gsmtap:no.such.host.invalid").value(), options_));
}

TEST_F(Traces, ReportADiskThatIsFullOnce)
{
    write("jsonl:/dev/full", 10);
    EXPECT_THAT(said_, ElementsAre(HasSubstr("trace /dev/full: cannot be written: No space left"),
                                   "trace jsonl:/dev/full: 10 events are missing"));
}

/// A disk that takes nothing until it is told.
class SlowWriter final : public EventWriter {
public:
    Outcome write(const ShownEvent& shown) override
    {
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return may_go_on; });
        written.push_back(std::to_string(shown.event.number));
        return {};
    }

    Outcome lost(std::uint64_t count) override
    {
        written.push_back("lost " + std::to_string(count));
        return {};
    }

    std::mutex mutex{};
    std::condition_variable changed{};
    bool may_go_on = false;
    std::vector<std::string>& written;

    explicit SlowWriter(std::vector<std::string>& list) : written{list} {}
};

TEST(QueuedSink, DropsAndCountsWhatDoesNotFit)
{
    std::vector<std::string> written;
    std::vector<std::string> said;
    auto writer = std::make_unique<SlowWriter>(written);
    SlowWriter& slow = *writer;
    std::uint64_t taken = 0;
    {
        QueuedSink sink{"t",
                        std::move(writer),
                        Secrets::Masked,
                        [&](const std::string& sentence) { said.push_back(sentence); },
                        {.events = 4, .octets = 1000}};
        for (; taken < 100; ++taken) {
            sink.take(event(taken));
        }
        const std::scoped_lock lock{slow.mutex};
        slow.may_go_on = true;
        slow.changed.notify_all();
    }
    ASSERT_EQ(said.size(), 1U);
    std::uint64_t lost = 0;
    std::uint64_t kept = 0;
    for (const std::string& line : written) {
        if (line.starts_with("lost ")) {
            lost += std::stoul(line.substr(5));
        } else {
            ++kept;
        }
    }
    EXPECT_LE(kept, 8U) << "what waits, and what is being written";
    EXPECT_EQ(lost + kept, taken);
    EXPECT_EQ(said.front(), "trace t: " + std::to_string(lost) + " events are missing");
}

class SubscriptionTest : public testing::Test {
protected:
    std::vector<std::string> drain(Subscription& subscription) const
    {
        std::vector<std::string> heard;
        for (std::string text = subscription.next_lines(); !text.empty();
             text = subscription.next_lines()) {
            for (const json& line : lines_of(text)) {
                EXPECT_EQ(line["jsonrpc"], "2.0");
                const json& parameters = line["params"];
                EXPECT_EQ(parameters["subscription"], 3);
                heard.push_back(line["method"] == "event"
                                    ? parameters["number"].dump()
                                    : "dropped " + parameters["count"].dump());
            }
        }
        return heard;
    }

    EventHub hub_;
    int wakes_ = 0;
};

TEST_F(SubscriptionTest, WakesOnceAndTellsInOrder)
{
    Subscription subscription{hub_, 3, {}, [&] { ++wakes_; }};
    for (const std::uint64_t number : {1U, 2U, 3U}) {
        hub_.publish(event(number));
    }
    EXPECT_EQ(wakes_, 1);
    EXPECT_THAT(drain(subscription), ElementsAre("1", "2", "3"));
    hub_.publish(event(4));
    EXPECT_EQ(wakes_, 2);
}

TEST_F(SubscriptionTest, HearsWhatItAskedFor)
{
    Subscription subscription{
        hub_, 3, {.card = "card", .kinds = {EventKind::Apdu}}, [&] { ++wakes_; }};
    CardEvent other = event(1);
    other.card = "other";
    hub_.publish(other);
    hub_.publish({.kind = EventKind::Removed, .number = 2, .card = "card"});
    EXPECT_EQ(wakes_, 0);
    hub_.publish(event(3));
    EXPECT_THAT(drain(subscription), ElementsAre("3"));
}

TEST_F(SubscriptionTest, CountsWhatItCouldNotHold)
{
    Subscription subscription{hub_, 3, {}, [&] { ++wakes_; }, {.events = 2, .octets = 1000}};
    for (const std::uint64_t number : {1U, 2U, 3U, 4U}) {
        hub_.publish(event(number));
    }
    EXPECT_THAT(drain(subscription), ElementsAre("1", "2", "dropped 2"));
    hub_.publish(event(5));
    hub_.publish(event(6, 1001));
    EXPECT_THAT(drain(subscription), ElementsAre("5", "dropped 1"));
    hub_.publish(event(7));
    EXPECT_THAT(drain(subscription), ElementsAre("7"));
}

TEST_F(SubscriptionTest, EndsWithItsObject)
{
    {
        const Subscription subscription{hub_, 3, {}, [&] { ++wakes_; }};
        EXPECT_TRUE(hub_.is_heard());
    }
    EXPECT_FALSE(hub_.is_heard());
}

} // namespace
} // namespace uicc::daemon::trace
