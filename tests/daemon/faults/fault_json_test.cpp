#include "daemon/fault_text.hpp"
#include "daemon/faults/duration.hpp"
#include "daemon/faults/fault_json.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <string>
#include <variant>
#include <vector>

namespace uicc::daemon::faults {
namespace {

using nlohmann::json;

TEST(FaultJson, SaysItselfInAWayThatParses)
{
    for (const char* text : {
             R"({"on": "READ EF.DIR", "status": "6982"})",
             R"({"on": "any", "wrong-le": true, "nth": 2})",
             R"({"on": "UPDATE", "memory-full": true, "times": 1})",
             R"({"on": "UPDATE", "write-failure": true})",
             R"({"on": "any", "answer": "9000"})",
             R"({"on": "any", "status-after": "9000"})",
             R"({"on": "any", "data": ""})",
             R"({"on": "any", "truncate": 0})",
             R"({"on": "any", "append": "00"})",
             R"({"on": "any", "flip": "random"})",
             R"({"on": "any", "flip": {"octet": 3, "mask": "80"}})",
             R"({"on": "any", "fcp": {"tag": "6F", "remove": ["80", "9F7F"],
                 "replace": {"82": "4121"}, "rename": {"83": "C9"}}})",
             R"({"on": "any", "more": true})",
             R"({"on": "any", "delay": "1500ms"})",
             R"({"on": "any", "silence": "3s"})",
             R"({"on": "any", "mute": "60s"})",
             R"({"on": "any", "drop": true})",
             R"({"on": "any", "reset": {"how": "visible", "when": "before"}})",
             R"({"on": "any", "remove": true})",
             R"({"on": "any", "remove": {"back-after": "1s"}})",
             R"({"on": "any", "pin-blocked": "PIN2"})",
             R"({"atr": {"garbage": true}})",
             R"({"atr": {"hex": "", "when": "cold"}})",
         }) {
        const json given = json::parse(text);
        const auto fault = parse_fault(given);
        ASSERT_TRUE(fault) << text << ": " << to_text(fault.error());
        EXPECT_EQ(to_json(*fault), given);
    }
}

TEST(FaultJson, UnderstandsShortForms)
{
    const struct {
        const char* given;
        const char* meant;
    } samples[] = {
        {R"({"drop": true})", R"({"on": "any", "drop": true})"},
        {R"({"drop": true, "times": "always"})", R"({"on": "any", "drop": true})"},
        {R"({"on": "READ", "channel": 2, "drop": true})",
         R"({"on": "READ channel 2", "drop": true})"},
        {R"({"status": 6982})", R"({"on": "any", "status": "6982"})"},
        {R"({"flip": 8})", R"({"on": "any", "flip": {"octet": 1, "mask": "80"}})"},
        {R"({"silence": true})", R"({"on": "any", "silence": "3s"})"},
        {R"({"mute": true})", R"({"on": "any", "mute": "3s"})"},
        {R"({"reset": "silent"})", R"({"on": "any", "reset": {"how": "silent", "when": "after"}})"},
        {R"({"remove": {}})", R"({"on": "any", "remove": true})"},
        {R"({"pin-blocked": {"pin": "01"}})", R"({"on": "any", "pin-blocked": "PIN1"})"},
        {R"({"atr": "3B 00"})", R"({"atr": {"hex": "3B00"}})"},
        {R"({"atr": "garbage"})", R"({"atr": {"garbage": true}})"},
    };
    for (const auto& sample : samples) {
        const auto fault = parse_fault(json::parse(sample.given));
        ASSERT_TRUE(fault) << sample.given << ": " << to_text(fault.error());
        EXPECT_EQ(to_json(*fault), json::parse(sample.meant));
    }
}

TEST(FaultJson, SaysWhatIsWrongAndWhere)
{
    const struct {
        const char* given;
        const char* errors;
    } samples[] = {
        {R"(7)", "an object is expected, with "},
        {R"({"stauts": "6982"})", "/stauts: 'stauts' is unknown here; did you mean status?\n"
                                  "what happens is missing: one of status, "},
        {R"({})", "what happens is missing: one of status, "},
        {R"({"drop": true, "more": true})", "a fault does one thing, not more and drop"},
        {R"({"on": "SELCT", "drop": true})",
         "/on: at offset 0: there is no command SELCT; did you mean SELECT?"},
        {R"({"on": 7, "drop": true})", "/on: a text is expected, in quotes"},
        {R"({"on": "channel 1", "channel": 2, "drop": true})",
         "/channel: the pattern names a channel already"},
        {R"({"channel": 20, "drop": true})", "/channel: a whole number from 0 to 19 is expected"},
        {R"({"nth": 0, "times": -1, "drop": true})",
         "/nth: a whole number from 1 to 9223372036854775807 is expected\n"
         "/times: a whole number from 1 to 9223372036854775807 is expected"},
        {R"({"status": "69"})", "/status: a status word is expected, such as \"6982\""},
        {R"({"status": -1})", "/status: a status word is expected, such as \"6982\""},
        {R"({"answer": ""})", "/answer: 1 to 65533 octets are expected, not 0"},
        {R"({"data": "0"})", "/data: an octet needs two hexadecimal digits, at offset 0"},
        {R"({"data": 12})", "/data: a text is expected, in quotes"},
        {R"({"drop": false})", "/drop: true is the only value"},
        {R"({"truncate": "2x"})", "/truncate: a whole number from 0 to 65533 is expected"},
        {R"({"flip": "some"})", "/flip: a whole number from 0 to 524263 is expected"},
        {R"({"flip": {"octet": 1}})", "/flip: octet and mask belong together"},
        {R"({"flip": []})", "/flip: an object is expected, with octet, mask"},
        {R"({"fcp": {}})", "/fcp: tag, remove, replace or rename is missing"},
        {R"({"fcp": {"remvoe": []}})",
         "/fcp/remvoe: 'remvoe' is unknown here; did you mean remove?"},
        {R"({"fcp": {"remove": ["80", "8"], "replace": {"9F": "00"}, "rename": {"80": 1}}})",
         "/fcp/remove/1: '8' is no tag such as 80 or 9F7F\n"
         "/fcp/replace/9F: '9F' is no tag such as 80 or 9F7F\n"
         "/fcp/rename/80: a text is expected, in quotes"},
        {R"({"fcp": {"remove": "80", "replace": []}})",
         "/fcp/remove: a list of tags is expected\n"
         "/fcp/replace: an object is expected, whose members are tags"},
        {R"({"delay": "soon"})", "/delay: 'soon' is no duration such as 500ms, 2s or 1min"},
        {R"({"delay": "61s"})", "/delay: at most 60s are possible"},
        {R"({"silence": "-1s"})", "/silence: '-1s' is not between 0 and a day"},
        {R"({"reset": "loud"})", "/reset: silent or visible is expected"},
        {R"({"reset": {"when": "after"}})", "/reset: how is missing: silent or visible"},
        {R"({"remove": 1})", "/remove: an object is expected, with back-after"},
        {R"({"pin-blocked": "PIN9"})",
         "/pin-blocked: 'PIN9' is no key such as PIN1, PIN2, ADM1 or 81"},
        {R"({"atr": {"hex": "3B", "garbage": true}})", "/atr: either hex or garbage is expected"},
        {R"({"atr": "3B", "on": "READ"})", "/on: an answer to reset belongs to no command"},
        {R"({"write-failure": true, "on": "-> 9000"})",
         "/on: a write fails before there is a status word"},
    };
    for (const auto& sample : samples) {
        const auto fault = parse_fault(json::parse(sample.given));
        ASSERT_FALSE(fault) << sample.given;
        const std::string text = to_text(fault.error());
        EXPECT_TRUE(text.starts_with(sample.errors)) << sample.given << '\n' << text;
    }
}

TEST(FaultText, IsYamlOrJson)
{
    const struct {
        const char* text;
        const char* meant;
    } samples[] = {
        {"on: READ EF.DIR, status: 6982", R"({"on": "READ EF.DIR", "status": "6982"})"},
        {"on: any -> 6E00, status: 6E00, nth: 2",
         R"({"on": "-> 6E00", "status": "6E00", "nth": 2})"},
        {R"(on: "00 A4 ?? 04", drop: true)", R"({"on": "00 A4 ?? 04", "drop": true})"},
        {R"({"on": "READ", "silence": "2s"})", R"({"on": "READ", "silence": "2s"})"},
        {"on: READ\nflip: 7\n", R"({"on": "READ", "flip": {"octet": 0, "mask": "01"}})"},
        {"flip: random", R"({"on": "any", "flip": "random"})"},
        {"mute: true, times: 1", R"({"on": "any", "mute": "3s", "times": 1})"},
        {"fcp: {remove: [80], replace: {82: 4121}}",
         R"({"on": "any", "fcp": {"remove": ["80"], "replace": {"82": "4121"}}})"},
    };
    for (const auto& sample : samples) {
        const auto given = read_fault_text(sample.text);
        ASSERT_TRUE(given) << sample.text << ": " << given.error();
        const auto fault = parse_fault(*given);
        ASSERT_TRUE(fault) << sample.text << ": " << to_text(fault.error());
        EXPECT_EQ(to_json(*fault), json::parse(sample.meant));
    }
    for (const char* wrong : {"on: [", "{", "a: b: c", "\x01", "--- a\n--- b\n"}) {
        EXPECT_FALSE(read_fault_text(wrong)) << wrong;
    }
    for (const char* wrong : {"", "7", "[]", "on:", "flip:"}) {
        const auto given = read_fault_text(wrong);
        EXPECT_FALSE(given && parse_fault(*given)) << wrong;
    }
}

/// The second cells of the table rows of a document that begin with a name in code.
std::vector<std::string> examples_of(const char* document)
{
    std::ifstream text{std::string{PROJECT_SOURCE_DIR} + document};
    const std::regex row{R"(^\| `([a-z-]+)` \| `([^`]*)` \|.*)"};
    std::vector<std::string> examples;
    std::smatch cells;
    for (std::string line; std::getline(text, line);) {
        if (std::regex_match(line, cells, row)) {
            EXPECT_NE(cells[2].str().find(cells[1].str() + ":"), std::string::npos) << line;
            examples.push_back(cells[2]);
        }
    }
    return examples;
}

TEST(FaultDocument, HasAnExampleOfEveryAction)
{
    const auto examples = examples_of("/docs/faults.md");
    EXPECT_EQ(examples.size(), std::variant_size_v<Action>);
    for (const std::string& example : examples) {
        const auto given = read_fault_text(example);
        ASSERT_TRUE(given) << example << ": " << given.error();
        const auto fault = parse_fault(*given);
        EXPECT_TRUE(fault) << example << ": " << to_text(fault.error());
    }
}

TEST(FaultDuration, IsReadAndWritten)
{
    using namespace std::chrono_literals;
    EXPECT_EQ(parse_duration("500ms"), 500ms);
    EXPECT_EQ(parse_duration("1.5s"), 1500ms);
    EXPECT_EQ(parse_duration("2min"), 120s);
    EXPECT_EQ(parse_duration("0s"), 0ms);
    for (const char* wrong : {"", "5", "s", "1e3s", "nans", "infs", "2 s", "25000min", "1h"}) {
        EXPECT_FALSE(parse_duration(wrong)) << wrong;
    }
    EXPECT_EQ(to_text(1500ms), "1500ms");
    EXPECT_EQ(to_text(120s), "120s");
}

} // namespace
} // namespace uicc::daemon::faults
