#include "daemon/trace/apdu_meaning.hpp"
#include "daemon/trace/event_json.hpp"
#include "daemon/trace/event_kind.hpp"
#include "daemon/trace/event_text.hpp"
#include "daemon/trace/gsmtap.hpp"
#include "daemon/trace/pcapng.hpp"
#include "daemon/trace/tlv_text.hpp"
#include "tests/support/vector_file.hpp"

#include <gmock/gmock.h>

namespace uicc::daemon::trace {
namespace {

using test::from_hex;
using test::to_hex;
using testing::ElementsAre;

CardEvent some_event()
{
    return {.kind = EventKind::Apdu,
            .number = 7,
            .time = std::chrono::system_clock::time_point{std::chrono::microseconds{
                1'000'000'000'000'001}},
            .card = "8988",
            .reader = "127.0.0.1:35963",
            .command = from_hex("01A40004022F00"),
            .response = from_hex("6A82"),
            .name = "SELECT",
            .file = "EF.DIR",
            .reason = "no such file"};
}

TEST(EventKinds, HaveOneNameEach)
{
    for (const std::string_view name : kind_names()) {
        EXPECT_EQ(name_of(kind_of(name).value()), name);
    }
    EXPECT_FALSE(kind_of("APDU"));
}

TEST(EventJson, HasTheKeysOfTheDocument)
{
    const auto value =
        to_json({.event = some_event(), .hides_command = true, .hides_response = true});
    EXPECT_EQ(value.dump(),
              R"({"card":"8988","channel":1,"command":"01A40004022F00","file":"EF.DIR",)"
              R"("kind":"apdu","masked":["command","response"],"name":"SELECT","number":7,)"
              R"("reader":"127.0.0.1:35963","reason":"no such file","response":"6A82",)"
              R"("status":"6A82","time":"2001-09-09T01:46:40.000001Z"})");
}

TEST(EventJson, LeavesOutWhatIsEmpty)
{
    const CardEvent event{.kind = EventKind::Removed, .number = 1, .card = "c"};
    EXPECT_EQ(to_json({event}).dump(),
              R"({"card":"c","kind":"removed","number":1,"time":"1970-01-01T00:00:00.000000Z"})");
}

TEST(EventJson, ComesBack)
{
    const auto again =
        event_from_json(to_json({.event = some_event(), .hides_response = true})).value();
    EXPECT_EQ(to_json(again), to_json({.event = some_event(), .hides_response = true}));
}

TEST(EventJson, RefusesWhatIsNoEvent)
{
    for (const char* text :
         {"1", "{}", R"({"kind":"x"})", R"({"kind":"apdu"})", R"({"kind":7})",
          R"({"kind":"apdu","number":1,"time":"1970-01-01T00:00:00.000000Z","command":"0"})",
          R"({"kind":"apdu","number":1,"time":"1970-01-01T00:00:00.000000Z","card":1})",
          R"({"kind":"apdu","number":-1,"time":"1970-01-01T00:00:00.000000Z"})",
          R"({"kind":"apdu","number":1,"time":"yesterday"})"}) {
        EXPECT_FALSE(event_from_json(nlohmann::json::parse(text))) << text;
    }
}

TEST(Gsmtap, IsAnExchangeOrAnAnswerToReset)
{
    EXPECT_EQ(to_hex(gsmtap_packet(some_event()).value()), "02040400000000000000000700000000"
                                                           "01A40004022F00"
                                                           "6A82");
    CardEvent reset{.kind = EventKind::WarmReset, .number = 1, .response = from_hex("3B00")};
    EXPECT_EQ(to_hex(gsmtap_packet(reset).value()), "02040400000000000000000101000000"
                                                    "3B00");
    EXPECT_FALSE(gsmtap_packet({.kind = EventKind::Change}));
}

TEST(Gsmtap, SaysInP3WhatWasAnsweredToACommandWithoutData)
{
    CardEvent event{
        .kind = EventKind::Apdu, .command = from_hex("00A4000C"), .response = from_hex("9000")};
    EXPECT_EQ(to_hex(gsmtap_packet(event).value()).substr(32), "00A4000C009000");
    event.command = from_hex("00B2010409");
    event.response = from_hex("6A83");
    EXPECT_EQ(to_hex(gsmtap_packet(event).value()).substr(32), "00B20104006A83");
    event.command = from_hex("00B2010400");
    event.response = from_hex("AABB9000");
    EXPECT_EQ(to_hex(gsmtap_packet(event).value()).substr(32), "00B2010402AABB9000");
    event.command = from_hex("00");
    event.response = from_hex("6700");
    EXPECT_EQ(to_hex(gsmtap_packet(event).value()).substr(32), "00000000006700");
}

TEST(Gsmtap, FitsAPacketOfIp)
{
    const CardEvent event{
        .kind = EventKind::Apdu, .command = Bytes(65544), .response = Bytes(65538)};
    EXPECT_EQ(ip_packet(gsmtap_packet(event).value()).size(), 65535U);
}

TEST(Gsmtap, TravelsInUdpAndIp)
{
    const Bytes packet = ip_packet(from_hex("AABB"));
    EXPECT_EQ(to_hex(packet).substr(0, 20), "4500001E000000004011");
    EXPECT_EQ(to_hex(packet).substr(24), "7F0000017F000001"
                                         "12791279000A0000"
                                         "AABB");
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < 20; i += 2) {
        sum += static_cast<std::uint32_t>(packet[i] << 8 | packet[i + 1]);
    }
    EXPECT_EQ((sum & 0xFFFF) + (sum >> 16), 0xFFFFU);
}

TEST(Pcapng, WritesBlocksInWordsOfFourOctets)
{
    EXPECT_EQ(to_hex(pcapng::section_header()),
              "0A0D0D0A1C0000004D3C2B1A01000000FFFFFFFFFFFFFFFF1C000000");
    EXPECT_EQ(to_hex(pcapng::interface("card")), "0100000020000000E4000000000000000200040063617264"
                                                 "0000000020000000");
    const std::vector<std::string> comments{"abc"};
    const Bytes octets = from_hex("0102030405");
    EXPECT_EQ(
        to_hex(pcapng::packet(
            {.interface = 1,
             .time = std::chrono::system_clock::time_point{std::chrono::microseconds{0x100000002}},
             .octets = octets,
             .comments = comments,
             .lost = 3})),
        "06000000"
        "40000000"
        "01000000"
        "01000000"
        "02000000"
        "05000000"
        "05000000"
        "0102030405000000"
        "0100030061626300"
        "040008000300000000000000"
        "00000000"
        "40000000");
}

TEST(DescribeFcp, NamesEveryObject)
{
    EXPECT_THAT(*describe_fcp(from_hex(
                    "62 2C 82 05 42 21 0014 03 83 02 2F00 8A 01 05 8B 03 2F06 07 80 02 003C "
                    "88 01 F0 A5 03 C0 01 40 C6 06 90 01 80 83 01 01 AB 00 99 01 AA")),
                ElementsAre("82 file descriptor: linear fixed EF, 3 records of 20 octets",
                            "83 file identifier: 2F00", "8A life cycle: activated",
                            "8B access rules: EF.ARR 2F06 record 7", "80 file size: 60 octets",
                            "88 short file identifier: 1E", "A5 proprietary information",
                            "  C0: 40", "C6 PIN status", "  90 enabled PINs, a bit each: 80",
                            "  83 key reference: PIN1", "AB expanded access rules", "99: AA"));
}

TEST(DescribeFcp, LeavesOtherDataAlone)
{
    EXPECT_FALSE(describe_fcp({}));
    EXPECT_FALSE(describe_fcp(from_hex("6203")));
    EXPECT_FALSE(describe_fcp(from_hex("61020101")));
    EXPECT_FALSE(describe_fcp(from_hex("62028205")));
    EXPECT_FALSE(describe_tlv(from_hex("0102")));
    EXPECT_THAT(*describe_tlv(from_hex("61044F02A000")), ElementsAre("61", "  4F: A000"));
}

TEST(EventText, SaysWhatWhyAndWhatTheAnswerIs)
{
    EXPECT_EQ(
        text_of(ShownEvent{some_event()}, Colour::Without),
        "2001-09-09T01:46:40.000001Z 8988 SELECT EF.DIR, by file identifier, channel 1 -> 6A82\n"
        "    > 01A40004022F00\n"
        "    no such file\n");
    CardEvent read = some_event();
    read.command = from_hex("00B2030A");
    read.name = "READ RECORD";
    read.response = from_hex("656E9000");
    read.file = "EF.LI";
    read.reason.clear();
    EXPECT_EQ(text_of(ShownEvent{read}, Colour::Without),
              "2001-09-09T01:46:40.000001Z 8988 READ RECORD EF.LI, SFI 01, next record -> 9000\n"
              "    > 00B2030A\n"
              "    < 656E9000\n"
              "    en\n");
    EXPECT_EQ(
        text_of(ShownEvent{.event = read, .hides_response = true}, Colour::Without).find("    en"),
        std::string::npos);
}

TEST(EventText, OfSelectionsAndDecisionsIsALine)
{
    CardEvent event = some_event();
    event.kind = EventKind::Selection;
    event.reason.clear();
    EXPECT_EQ(text_of(ShownEvent{event}, Colour::Without),
              "2001-09-09T01:46:40.000001Z 8988 selection SELECT EF.DIR, by file identifier, "
              "channel 1\n");
    event = {.kind = EventKind::Security,
             .card = "c",
             .command = from_hex("00200001"),
             .name = "VERIFY PIN",
             .reason = "PIN1, 2 tries left"};
    EXPECT_EQ(text_of(ShownEvent{event}, Colour::Without),
              "1970-01-01T00:00:00.000000Z c security VERIFY PIN: PIN1, 2 tries left\n");
}

TEST(EventText, IsColouredOnRequestOnly)
{
    EXPECT_NE(text_of(ShownEvent{some_event()}, Colour::With).find("\x1b[31m6A82\x1b[0m"),
              std::string::npos);
    EXPECT_EQ(text_of(ShownEvent{some_event()}, Colour::Without).find('\x1b'), std::string::npos);
}

TEST(EventText, TellsChangesAndResets)
{
    CardEvent event{.kind = EventKind::Change, .card = "c", .file = "EF.SMS", .reason = "record 3"};
    EXPECT_EQ(text_of(ShownEvent{event}, Colour::Without),
              "1970-01-01T00:00:00.000000Z c change EF.SMS record 3\n");
    event = {.kind = EventKind::PowerOn, .card = "c", .response = from_hex("3B00")};
    EXPECT_EQ(text_of(ShownEvent{event}, Colour::Without),
              "1970-01-01T00:00:00.000000Z c power-on 3B00\n");
}

struct Meaning {
    const char* name;
    const char* command;
    const char* text;
};

TEST(ParametersOf, SaysWhatP1AndP2Mean)
{
    for (const Meaning& one : {
             Meaning{"SELECT", "00A4080C", "by path from the MF"},
             Meaning{"SELECT", "00A40444", "by AID, ends the session"},
             Meaning{"READ BINARY", "00B00102", "from 258"},
             Meaning{"READ BINARY", "00B08702", "SFI 07, from 2"},
             Meaning{"READ RECORD", "00B20304", "record 3"},
             Meaning{"UPDATE RECORD", "00DC0003", "previous record"},
             Meaning{"READ RECORD", "00B20004", "current record"},
             Meaning{"MANAGE CHANNEL", "00700000", "open the next free one"},
             Meaning{"MANAGE CHANNEL", "00708002", "close 2"},
             Meaning{"VERIFY PIN", "00200001", ""},
             Meaning{"STATUS", "C0F20000", "channel 4"},
             Meaning{"STATUS", "84F20000", "protected"},
             Meaning{"", "00", ""},
         }) {
        EXPECT_EQ(parameters_of({.command = from_hex(one.command), .name = one.name}), one.text);
    }
}

TEST(SecurityOutcome, IsOfDenialsAndProofsOnly)
{
    const auto outcome = [](std::string name, std::string_view command, std::string_view response,
                            std::string reason = {}) {
        return security_outcome({.command = from_hex(command),
                                 .response = from_hex(response),
                                 .name = std::move(name),
                                 .reason = std::move(reason)});
    };
    EXPECT_EQ(outcome("READ BINARY", "00B0000000", "9000"), std::nullopt);
    EXPECT_EQ(outcome("READ BINARY", "00B0000000", "6982", "why"), "why");
    EXPECT_EQ(outcome("READ BINARY", "00B0000000", "6982"), "6982");
    EXPECT_EQ(outcome("SELECT", "00A40000", "6A82", "why"), std::nullopt);
    EXPECT_EQ(outcome("VERIFY PIN", "0020008100", "63C1"), "PIN2, 1 try left");
    EXPECT_EQ(outcome("VERIFY CHV", "A0200002", "9804", "why"), "PIN2, why");
    EXPECT_EQ(outcome("UNBLOCK CHV", "A02C0000", "9000"), "PIN1, success");
    EXPECT_EQ(outcome("READ BINARY", "A0B00000", "9804", "why"), "why");
    EXPECT_EQ(outcome("AUTHENTICATE", "00880081", "9862", "the MAC is wrong"), "the MAC is wrong");
    EXPECT_EQ(outcome("AUTHENTICATE", "00880081", "6135"), "success");
    EXPECT_EQ(outcome("VERIFY PIN", "0020008100", ""), std::nullopt) << "no answer";
}

} // namespace
} // namespace uicc::daemon::trace
