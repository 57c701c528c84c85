#include "tests/support/test_card.hpp"

#include <gtest/gtest.h>

/// What `vuicc apdu --explain` and traces say where no right of access is missing.
namespace uicc::test {
namespace {

using emulator::CommandClasses;

struct Refusal {
    const char* command;
    const char* status;
    const char* name; ///< of the command
    const char* reason;
};

void expect(CardUnderTest& card, std::initializer_list<Refusal> refusals)
{
    for (const Refusal& expected : refusals) {
        SCOPED_TRACE(expected.command);
        EXPECT_EQ(card.send(expected.command), expected.status);
        EXPECT_EQ(card.card().explanation().command, expected.name);
        EXPECT_EQ(card.card().explanation().reason, expected.reason);
    }
}

CardUnderTest card_with(CommandClasses classes)
{
    TestCardOptions options;
    options.behaviour.classes = classes;
    return CardUnderTest{options};
}

TEST(RefusalWords, CountTheOctetsOfAWrongForm)
{
    CardUnderTest card = card_with(CommandClasses::Both);
    expect(
        card,
        {
            {"", "6700", "", "a command begins with CLA, INS, P1 and P2, and this has 0 octets"},
            {"00", "6700", "", "a command begins with CLA, INS, P1 and P2, and this has 1 octet"},
            {"A0200001 08 313233", "6700", "VERIFY CHV", "Lc says 8 octets of data, 3 follow"},
            {"00200001 02 31", "6700", "VERIFY PIN", "Lc says 2 octets of data, 1 follows"},
            {"00D60000 01 020304", "6700", "UPDATE BINARY", "Lc says 1 octet of data, 3 follow"},
            {"00D60000 00 01", "6700", "UPDATE BINARY",
             "an extended length is two octets behind 00, 1 follows"},
            {"00D60000 000000 01", "6700", "UPDATE BINARY",
             "the extended Lc is 0, and octets follow"},
            {"00D60000 000002 01", "6700", "UPDATE BINARY",
             "the extended Lc says 2 octets of data, 1 follows"},
            {"00990000 02 31", "6700", "", "Lc says 2 octets of data, 1 follows"},
            {"00C00000 02 31", "6700", "GET RESPONSE", "Lc says 2 octets of data, 1 follows"},
            {"2FB00000 02 31", "6700", "", "Lc says 2 octets of data, 1 follows"},
        });
}

TEST(RefusalWords, NameTheRightClass)
{
    CardUnderTest card;
    EXPECT_EQ(card.send("0070000001"), "019000");
    expect(card,
           {
               {"00CB0000", "6D00", "", "RETRIEVE DATA has class 80, not 00"},
               {"01D40000", "6D00", "", "RESIZE FILE has class 81, not 01"},
               {"80B0000001", "6D00", "", "READ BINARY has class 00, not 80"},
               {"00990000", "6D00", "", "no command has this instruction"},
               {"80FA0000", "6D00", "", "no command has this instruction"},
               {"A0B0000001", "6E00", "", "this card has no class A0 (behaviour: {classes: uicc})"},
               {"20B0000001", "6E00", "", "no command has this class"},
           });
    card.send("00A4040C 0A A0000000871002FF33FF");
    expect(card, {{"0078008100", "6D00", "", "GET IDENTITY has class 80, not 00"}});
}

TEST(RefusalWords, NameTheClassesOfTheCard)
{
    CardUnderTest sim = card_with(CommandClasses::Gsm);
    expect(sim, {
                    {"00B0000001", "6E00", "",
                     "this card has class A0 only (behaviour: {classes: gsm})"},
                    {"A0AA0000", "6D00", "", "no command has this instruction"},
                });
    CardUnderTest both = card_with(CommandClasses::Both);
    expect(both, {
                     {"A0AA0000", "6D00", "", "TERMINAL CAPABILITY has class 80, not A0"},
                     {"80FA0000", "6D00", "", "SLEEP has class A0, not 80"},
                 });
}

TEST(RefusalWords, TellAClosedChannelFromAChain)
{
    CardUnderTest card;
    expect(card, {
                     {"01B0000001", "6881", "READ BINARY", "channel 1 is not open"},
                     {"4FB0000001", "6881", "READ BINARY", "channel 19 is not open"},
                     {"10D60000 01 00", "6884", "UPDATE BINARY",
                      "the card takes no chained commands (behaviour: {command-chaining: true} "
                      "offers them)"},
                 });
    TestCardOptions options;
    options.behaviour.command_chaining = true;
    CardUnderTest chaining{options};
    expect(chaining,
           {{"14D60000 01 00", "6884", "UPDATE BINARY", "a protected command cannot be chained"}});
}

TEST(RefusalWords, SayWhichChannelCannotBeClosed)
{
    CardUnderTest card;
    expect(card, {
                     {"00708000", "6A86", "MANAGE CHANNEL", "the basic channel is always open"},
                     {"00708014", "6A86", "MANAGE CHANNEL", "14 is no channel number (01 to 13)"},
                 });
}

TEST(RefusalWords, SayWhatIsNoSfi)
{
    CardUnderTest card;
    expect(card, {
                     {"00B0FF0001", "6A86", "READ BINARY", "P1 FF: bits 7 and 6 are 0 with an SFI"},
                     {"00B09F0001", "6A86", "READ BINARY", "P1 9F: an SFI is 1 to 30"},
                     {"00B0800001", "6A86", "READ BINARY", "P1 80: an SFI is 1 to 30"},
                     {"00B201FC01", "6A86", "READ RECORD", "P2 FC: an SFI is 1 to 30"},
                     {"80CB801F", "6A86", "RETRIEVE DATA", "P2 1F: an SFI is 1 to 30"},
                 });
}

TEST(RefusalWords, SayWhatGetResponseCannotFetch)
{
    CardUnderTest card = card_with(CommandClasses::Both);
    expect(card, {{"00C0000001", "6F00", "GET RESPONSE", "nothing is waiting to be fetched"}});
    const std::string announced = card.send("00A40004 02 3F00");
    const std::string right = "6C" + announced.substr(2);
    expect(card,
           {
               {"00C00000FF", right.c_str(), "GET RESPONSE", "Le asks for more than is waiting"},
               {"00C0000101", "6A86", "GET RESPONSE", "P1 and P2 are 00"},
           });
    card.send("A0A40000 02 3F00");
    expect(card, {{"A0C0000101", "6B00", "GET RESPONSE", "P1 and P2 are 00"}});
}

TEST(RefusalWords, CountTheTriesOfAChv)
{
    CardUnderTest card = card_with(CommandClasses::Both);
    expect(card, {
                     {"A0200001 08 3030303030303030", "9804", "VERIFY CHV",
                      "the value is wrong, 2 tries left"},
                     {"A0200001 08 3030303030303030", "9804", "VERIFY CHV",
                      "the value is wrong, 1 try left"},
                     {"A0200001 08 3030303030303030", "9840", "VERIFY CHV",
                      "the value is wrong, 0 tries left"},
                     {"A0200001 08 3030303030303030", "9840", "VERIFY CHV", "no tries are left"},
                 });
}

TEST(RefusalWords, SayWhatATemplateForAFileLacks)
{
    CardUnderTest card{TestCardOptions{.managed_mf = true}};
    card.send("0020000A 08 3838383838383838");
    expect(card, {
                     {"00E00000 12 6210 82024121 83026F99 8A0105 8B032F0603", "6A80", "CREATE FILE",
                      "the size (80) is missing"},
                     {"00E00000 16 6214 82024121 83026F99 8A0105 8B032F0603 80020000", "6A80",
                      "CREATE FILE", "an EF has one octet at least"},
                     {"00E00000 16 6214 82024221 83026F99 8A0105 8B032F0603 80020010", "6A80",
                      "CREATE FILE",
                      "tag 82 has 2 octets, a record EF needs 4 to 6: descriptor, coding, record "
                      "length (2), "
                      "number of records"},
                     {"00E00000 17 6215 8203412100 83026F99 8A0105 8B032F0603 80020010", "6A80",
                      "CREATE FILE", "tag 82 has 3 octets, not 2: descriptor, coding"},
                     {"00E00000 15 6213 82024121 83016F 8A0105 8B032F0603 80020010", "6A80",
                      "CREATE FILE", "tag 83 has 1 octet, not 2"},
                 });
}

} // namespace
} // namespace uicc::test
