#include "codec/hex.hpp"
#include "daemon/faults/apdu_pattern.hpp"
#include "daemon/trace/card_event.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace uicc::daemon::faults {
namespace {

const std::array<std::string, 1> files_of_card{"EF.MINE"};

struct Sample {
    const char* pattern = "";
    const char* command = "";
    const char* name = "";
    const char* file = "";
    const char* response = "9000";
    bool matches = true;
};

bool does_match(const Sample& sample)
{
    const auto pattern = ApduPattern::parse(sample.pattern, files_of_card);
    if (!pattern) {
        ADD_FAILURE() << sample.pattern << ": " << pattern.error().what;
        return !sample.matches;
    }
    trace::CardEvent event{};
    event.command = codec::from_hex(sample.command).value();
    event.response = codec::from_hex(sample.response).value();
    event.name = sample.name;
    event.file = sample.file;
    return pattern->matches(event);
}

TEST(ApduPattern, MatchesByNamesOctetsAndAnswers)
{
    constexpr const char* read = "00B0000002";
    constexpr const char* verify = "00200001083132333435363738";
    const Sample samples[] = {
        // clang-format off
        {"any",                      read,         "READ BINARY",    "EF.DIR"},
        {"READ BINARY",              read,         "READ BINARY",    "EF.DIR"},
        {"read",                     read,         "READ BINARY",    "EF.DIR"},
        {"READ",                     "00B2010402", "READ RECORD",    "EF.DIR"},
        {"READ RECORD",              read,         "READ BINARY",    "EF.DIR", "9000", false},
        {"READ",                     "00D6000001", "UPDATE BINARY",  "EF.DIR", "9000", false},
        {"UPDATE",                   "00DC0104",   "UPDATE RECORD",  "EF.DIR"},
        {"STATUS",                   "80F20000",   "GET STATUS",     "",       "9000", false},
        {"AUTHENTICATE",             "00820000",   "EXTERNAL AUTHENTICATE", "", "9000", false},
        {"GET RESPONSE",             "00C0000010", "GET RESPONSE",   ""},
        {"SELECT EF.DIR",            "00A4000C",   "SELECT",         "EF.DIR"},
        {"select ef.dir",            "00A4000C",   "SELECT",         "EF.DIR"},
        {"SELECT EF.DIR",            "00A4000C",   "SELECT",         "EF.ARR", "9000", false},
        {"SELECT EF.MINE",           "00A4000C",   "SELECT",         "EF.MINE"},
        {"SELECT MF",                "00A4000C",   "SELECT",         "MF"},
        {"EF.DIR",                   read,         "READ BINARY",    "EF.DIR"},
        {"READ EF.LwM2M_Bootstrap",  read,         "READ BINARY",    "EF.LwM2M_Bootstrap"},
        {"VERIFY",                   verify,       "VERIFY PIN",     ""},
        {"VERIFY PIN1",              verify,       "VERIFY PIN",     ""},
        {"VERIFY PIN PIN1",          verify,       "VERIFY PIN",     ""},
        {"VERIFY PIN2",              verify,       "VERIFY PIN",     "",       "9000", false},
        {"VERIFY 81",                "00200081",   "VERIFY PIN",     ""},
        {"MANAGE CHANNEL OPEN",      "0070000001", "MANAGE CHANNEL", ""},
        {"MANAGE CHANNEL OPEN",      "00708001",   "MANAGE CHANNEL", "",       "9000", false},
        {"MANAGE CHANNEL CLOSE",     "00708001",   "MANAGE CHANNEL", ""},
        {"READ channel 1",           "01B0000002", "READ BINARY",    ""},
        {"READ channel 1",           read,         "READ BINARY",    "",       "9000", false},
        {"channel 5",                "41B0000002", "READ BINARY",    ""},
        {"00 A4 ?? 04",              "00A408040400",   "SELECT",     ""},
        {"00A4??04",                 "00A4080C",   "SELECT",         "",       "9000", false},
        {"0? A4",                    "03A4",       "SELECT",         ""},
        {"00 A4 00 04",              "00A400",     "",               "",       "6700", false},
        {"READ -> 6982",             read,         "READ BINARY",    "",       "6982"},
        {"READ->6982",               read,         "READ BINARY",    "",       "9000", false},
        {"VERIFY PIN1 -> 63C?",      verify,       "VERIFY PIN",     "",       "63C2"},
        {"-> 9000",                  read,         "READ BINARY",    "",       "41429000"},
        {"-> ????",                  read,         "READ BINARY",    "",       "", false},
        // clang-format on
    };
    for (const Sample& sample : samples) {
        EXPECT_EQ(does_match(sample), sample.matches) << sample.pattern << " on " << sample.name;
    }
}

TEST(ApduPattern, SaysItselfInAWayThatParses)
{
    for (const char* text :
         {"any", "READ", "VERIFY PIN PIN1", "VERIFY 09", "MANAGE CHANNEL CLOSE channel 2",
          "READ BINARY EF.DIR channel 1 -> 63C?", "00 A? ?? 04 EF.MINE", "-> 6982", "ADF.USIM"}) {
        const auto pattern = ApduPattern::parse(text, files_of_card);
        ASSERT_TRUE(pattern) << text << ": " << pattern.error().what;
        EXPECT_EQ(pattern->to_string(), text);
    }
    EXPECT_EQ(ApduPattern::parse(" select  ef.dir ")->to_string(), "SELECT EF.DIR");
}

TEST(ApduPattern, SaysWhereItIsWrongAndWhatMayBeMeant)
{
    struct Wrong {
        const char* pattern = "";
        std::size_t offset = 0;
        const char* what = "";
    };
    const Wrong wrongs[] = {
        {"", 0, "the pattern is empty; any matches every command"},
        {"  ", 0, "the pattern is empty; any matches every command"},
        {"SELCT EF.DIR", 0, "there is no command SELCT; did you mean SELECT?"},
        {"XYZZY", 0, "there is no command XYZZY"},
        {"READ EF.IMSJ", 5, "there is no file EF.IMSJ; did you mean EF.IMSI?"},
        {"READ EF.MINI", 5, "there is no file EF.MINI; did you mean EF.MINE?"},
        {"READ BINRY", 5, "BINRY is no file, no key, and neither channel N nor -> STATUS"},
        {"READ EF.DIR EF.PL", 12, "there is a file already: EF.DIR"},
        {"READ PIN1", 5, "a key goes with a command for PINs, such as VERIFY"},
        {"VERIFY PIN1 PIN2", 12, "there is a key already"},
        {"READ channel", 12, "channel is followed by a number from 0 to 19"},
        {"READ channel 20", 13, "channel is followed by a number from 0 to 19"},
        {"READ channel 1 channel 2", 15, "there is a channel already"},
        {"READ ->", 7, "-> is followed by a status word: 6982, or 63C? with ? for any digit"},
        {"-> 69G2", 3, "-> is followed by a status word: 6982, or 63C? with ? for any digit"},
        {"-> 9000 READ", 8, "the status word is the end of a pattern"},
    };
    for (const Wrong& wrong : wrongs) {
        const auto pattern = ApduPattern::parse(wrong.pattern, files_of_card);
        ASSERT_FALSE(pattern) << wrong.pattern;
        EXPECT_EQ(pattern.error().what, wrong.what);
        EXPECT_EQ(pattern.error().offset, wrong.offset) << wrong.pattern;
    }
}

} // namespace
} // namespace uicc::daemon::faults
