#include "daemon/daemon_options.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <span>

namespace uicc::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Words = std::vector<const char*>;

Result<DaemonOptions, std::string> parse(Words words)
{
    words.insert(words.begin(), "vuiccd");
    return parse_daemon_options(static_cast<int>(words.size()), words.data());
}

std::vector<std::string> readers_of(const DaemonOptions& options)
{
    std::vector<std::string> names;
    for (const auto& reader : options.readers) {
        names.push_back(reader.name());
    }
    return names;
}

TEST(DaemonOptions, HasQuietDefaults)
{
    const auto options = parse({"--profile", "a.yaml", "--volatile"});
    ASSERT_TRUE(options) << options.error();
    EXPECT_THAT(options->profiles, ElementsAre("a.yaml"));
    EXPECT_THAT(readers_of(*options), ElementsAre("127.0.0.1:35963", "127.0.0.1:35964"));
    EXPECT_FALSE(options->names_readers);
    EXPECT_EQ(options->cards, 1);
    EXPECT_EQ(options->log_level, "info");
    EXPECT_TRUE(options->state.empty());
    EXPECT_EQ(options->kept_state, KeptState::Refuse);
    EXPECT_TRUE(options->has_control);
    EXPECT_FALSE(options->control);
    EXPECT_GE(options->loops, 1);
    EXPECT_FALSE(options->daemonize);
    EXPECT_FALSE(options->seed);
    EXPECT_FALSE(options->pid_file);
    EXPECT_FALSE(options->log_file);
}

TEST(DaemonOptions, PutsTwoCardsIntoTheTwoSlotsOfDebiansReader)
{
    const auto options = parse({"--profile", "a", "--profile", "b", "--volatile"});
    ASSERT_TRUE(options) << options.error();
    EXPECT_THAT(options->profiles, ElementsAre("a", "b"));
    EXPECT_THAT(readers_of(*options), ElementsAre("127.0.0.1:35963", "127.0.0.1:35964"));
}

TEST(DaemonOptions, TakesTraces)
{
    const Words words{"--profile", "a", "--volatile"};
    EXPECT_TRUE(parse(words)->traces.empty());
    EXPECT_EQ(parse(words)->trace_options.secrets, trace::Secrets::Masked);
    const auto options =
        parse({"--profile", "a", "--volatile", "--trace", "text", "--trace", "gsmtap:127.0.0.1",
               "--trace-size", "2", "--trace-files", "9", "--trace-secrets", "--trace-colour"});
    ASSERT_TRUE(options) << options.error();
    ASSERT_EQ(options->traces.size(), 2U);
    EXPECT_EQ(options->traces[1].name(), "gsmtap:127.0.0.1:4729");
    EXPECT_EQ(options->trace_options.rotation.max_size, 2U << 20U);
    EXPECT_EQ(options->trace_options.rotation.files, 9U);
    EXPECT_EQ(options->trace_options.secrets, trace::Secrets::Shown);
    EXPECT_EQ(options->trace_options.colour, trace::ColourChoice::Always);
}

TEST(DaemonOptions, SendsTracesElsewhereOnlyWhenTold)
{
    const char* there = "gsmtap:192.0.2.1";
    EXPECT_THAT(parse({"--profile", "a", "--volatile", "--trace", there}).error(),
                HasSubstr("--allow-remote"));
    EXPECT_TRUE(parse({"--profile", "a", "--volatile", "--trace", there, "--allow-remote"}));
    for (const char* option : {"--trace-size", "--trace-files"}) {
        EXPECT_FALSE(parse({"--profile", "a", "--volatile", option, "0"})) << option;
    }
}

TEST(DaemonOptions, TakesEveryOption)
{
    const auto options =
        parse({"--profile=a", "--reader=[::1]:1", "--state", "/s", "--seed", "18446744073709551615",
               "--log-level", "trace", "--log-file", "/l", "--daemonize", "--pid-file", "/p"});
    ASSERT_TRUE(options) << options.error();
    EXPECT_EQ(options->readers.front().host, "::1");
    EXPECT_EQ(options->readers.front().port, "1");
    EXPECT_EQ(options->state, "/s");
    EXPECT_EQ(options->seed, 18446744073709551615U);
    EXPECT_EQ(options->log_level, "trace");
    EXPECT_EQ(options->log_file, "/l");
    EXPECT_EQ(options->pid_file, "/p");
    EXPECT_TRUE(options->daemonize);
}

TEST(DaemonOptions, CallsAnotherMachineOnlyWhenAllowed)
{
    const auto options =
        parse({"--profile", "a", "--volatile", "--reader", "192.0.2.1:35963", "--allow-remote"});
    ASSERT_TRUE(options) << options.error();
    EXPECT_THAT(readers_of(*options), ElementsAre("192.0.2.1:35963"));
}

TEST(DaemonOptions, HelpAndVersionNeedNothingElse)
{
    EXPECT_TRUE(parse({"--help"}).value().shows_help);
    EXPECT_TRUE(parse({"--version"}).value().shows_version);
}

struct Refusal {
    const char* name;
    Words words;
    const char* says;
};

std::ostream& operator<<(std::ostream& out, const Refusal& refusal)
{
    return out << refusal.name;
}

class RefusedOptions : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedOptions, AreExplained)
{
    const auto options = parse(GetParam().words);
    ASSERT_FALSE(options);
    EXPECT_THAT(options.error(), HasSubstr(GetParam().says));
    EXPECT_EQ(options.error().find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    DaemonOptions,
    RefusedOptions,
    testing::Values(
        // clang-format off
        Refusal{"NoProfile", {"--volatile"}, "--profile"},
        Refusal{"UnknownOption", {"--profile", "a", "--colour"}, "--colour"},
        Refusal{"AbbreviatedOption", {"--prof", "a"}, "--prof"},
        Refusal{"LooseWord", {"--profile", "a", "b"}, "unexpected argument b"},
        Refusal{"MissingValue", {"--profile"}, "--profile"},
        Refusal{"SeedIsNoNumber", {"--profile", "a", "--seed", "x"}, "--seed x: expected"},
        Refusal{"SeedIsNegative", {"--profile", "a", "--seed=-1"}, "--seed -1: expected"},
        Refusal{"TwoSeeds", {"--profile", "a", "--seed", "1", "--seed", "2"}, "--seed"},
        Refusal{"StateAndVolatile", {"--profile", "a", "--state", "s", "--volatile"}, "exclude"},
        Refusal{"UnknownLogLevel", {"--profile", "a", "--log-level", "loud"}, "trace, debug, info"},
        Refusal{"ReaderWithoutPort", {"--profile", "a", "--reader", "127.0.0.1"}, "127.0.0.1"},
        Refusal{"ReaderWithEmptyPort", {"--profile", "a", "--reader", "127.0.0.1:"}, "HOST:PORT"},
        Refusal{"ReaderWithPort0", {"--profile", "a", "--reader", "127.0.0.1:0"}, "1 to 65535"},
        Refusal{"ReaderWithPort65536", {"--profile", "a", "--reader", "127.0.0.1:65536"}, "65535"},
        Refusal{"ReaderWithSignedPort", {"--profile", "a", "--reader", "127.0.0.1:+1"}, "65535"},
        Refusal{"ReaderWithTail", {"--profile", "a", "--reader", "127.0.0.1:1x"}, "HOST:PORT"},
        Refusal{"ReaderWithoutHost", {"--profile", "a", "--reader", ":35963"}, "HOST:PORT"},
        Refusal{"BareIpv6", {"--profile", "a", "--reader", "::1:35963"}, "HOST:PORT"},
        Refusal{"RemoteAddress", {"--profile", "a", "--reader", "192.0.2.1:1"}, "--allow-remote"},
        Refusal{"RemoteName", {"--profile", "a", "--reader", "example.org:1"}, "--allow-remote"},
        Refusal{"AllInterfaces", {"--profile", "a", "--reader", "0.0.0.0:1"}, "--allow-remote"},
        Refusal{"OneReaderTwice", {"--profile", "a", "--profile", "b", "--reader", "127.0.0.1:1",
                                   "--reader", "127.0.0.1:1"}, "one slot holds one card"},
        Refusal{"NoCards", {"--profile", "a", "--cards", "0"}, "--cards 0: expected a number from 1"},
        Refusal{"CardsAreNoNumber", {"--profile", "a", "--cards", "x"}, "--cards x: expected"},
        Refusal{"NoLoops", {"--profile", "a", "--loops", "0"}, "--loops 0: expected"},
        Refusal{"UnknownDurability", {"--profile", "a", "--durability", "some"},
                "full, normal or none"},
        Refusal{"StateWithoutDurability", {"--profile", "a", "--state", "s", "--durability",
                                           "none"}, "--state and --durability none exclude"},
        Refusal{"VolatileAndFull", {"--profile", "a", "--volatile", "--durability", "full"},
                "exclude each other"},
        Refusal{"AdoptAndReset", {"--profile", "a", "--adopt-profile", "--reset-state"},
                "exclude each other"},
        Refusal{"ControlAndNoControl", {"--profile", "a", "--control", "s", "--no-control"},
                "exclude each other"}),
    // clang-format on
    [](const auto& refusal) { return std::string{refusal.param.name}; });

TEST(DaemonOptions, SuggestTheOptionThatWasMeant)
{
    EXPECT_EQ(parse({"--profil", "a"}).error(),
              "unrecognised option '--profil'; did you mean --profile?");
    EXPECT_EQ(parse({"--quite-else"}).error(), "unrecognised option '--quite-else'");
    EXPECT_EQ(parse({"--stray-argumen"}).error(), "unrecognised option '--stray-argumen'");
}

TEST(DaemonUsage, NamesEveryOption)
{
    for (const char* option :
         {"--profile", "--reader", "--state", "--volatile", "--seed", "--log-level", "--log-file",
          "--daemonize", "--pid-file", "--allow-remote", "--version", "--help"}) {
        EXPECT_THAT(daemon_usage(), HasSubstr(option));
    }
}

} // namespace
} // namespace uicc::daemon
