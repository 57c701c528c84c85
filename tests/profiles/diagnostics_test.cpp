#include "profiles/loader/load_profile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace uicc::profiles {
namespace {

/// The shortest card there is.
constexpr const char* card = R"(vuicc: 1
iccid: "8988001234567890126"
)";

constexpr const char* usim = R"(usim:
  imsi: "001010123456789"
  milenage: {k: 465b5ce8b199b49faa5f0a2ee238a6bc, opc: cd63cb71954a9f4e48a5994e37a02baf}
)";

std::vector<std::string> mistakes(const std::string& text)
{
    std::vector<std::string> lines;
    if (const auto loaded = load_profile_text(text, "card.yaml"); !loaded) {
        std::ranges::transform(loaded.error(), std::back_inserter(lines), &Diagnostic::to_string);
    }
    return lines;
}

/// Whether exactly these lines come out, each given by its beginning.
testing::AssertionResult complains(const std::string& text,
                                   const std::vector<std::string>& expected)
{
    const auto lines = mistakes(text);
    bool same = lines.size() == expected.size();
    for (std::size_t i = 0; same && i < lines.size(); ++i) {
        same = lines[i].starts_with("card.yaml:" + expected[i]);
    }
    auto result = same ? testing::AssertionSuccess() : testing::AssertionFailure();
    for (const auto& line : lines) {
        result << line << '\n';
    }
    return result;
}

TEST(Diagnostics, AreSilentForAGoodProfile)
{
    EXPECT_TRUE(complains(card, {}));
    EXPECT_TRUE(complains(std::string{card} + usim, {}));
}

TEST(Diagnostics, LetSeveralApplicationsBeWithoutAFid)
{
    EXPECT_TRUE(complains(std::string{card} + "mf:\n  files:\n    ADF.ONE: {aid: A000000001}\n"
                                              "    ADF.TWO: {aid: A000000002}\n",
                          {}));
}

TEST(Diagnostics, ComeAllAtOnceInOrderOfPosition)
{
    EXPECT_TRUE(complains(R"(vuicc: 1
iccid: "12"
colour: red
pins: {PIN1: {value: "12"}}
usim:
  imsi: "0010101234567890"
  milenage: {k: 00, opc: cd63cb71954a9f4e48a5994e37a02baf}
)",
                          {"2:8: ICCID", "3:1: unknown key colour", "4:22: ", "6:9: ", "7:17: "}));
}

TEST(Diagnostics, NameWhatIsMissing)
{
    EXPECT_TRUE(
        complains("name: x\n", {"1:1: vuicc is missing here", "1:1: iccid is missing here"}));
    EXPECT_TRUE(
        complains(std::string{card} + "usim:\n  files: {}\n",
                  {"4:3: imsi is missing here", "4:3: milenage, tuak or xor is missing here"}));
}

TEST(Diagnostics, TellOtherVersionsOfTheFormat)
{
    EXPECT_TRUE(complains("vuicc: 2\niccid: \"8988001234567890126\"\n",
                          {"1:8: format 1 is the only one this vuicc knows"}));
    EXPECT_TRUE(complains("vuicc: {}\niccid: \"8988001234567890126\"\n",
                          {"1:8: format 1 is the only one this vuicc knows"}));
}

TEST(Diagnostics, KnowTheKeyOfFamilies)
{
    EXPECT_TRUE(complains(std::string{card} + "famliy: {}\n",
                          {"3:1: unknown key famliy; did you mean family?"}));
    const auto lines = mistakes(std::string{card} + "colour: red\n");
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find(", family"), std::string::npos) << lines[0];
}

TEST(Diagnostics, PointAtYamlErrors)
{
    EXPECT_EQ(mistakes("vuicc: [1\n").size(), 1U);
    EXPECT_EQ(mistakes("").size(), 1U);
    EXPECT_EQ(mistakes("- a\n- b\n").size(), 1U);
    EXPECT_EQ(mistakes("just text\n").size(), 1U);
}

TEST(Diagnostics, PointAtTabsThatIndent)
{
    EXPECT_TRUE(complains(std::string{card} + "mf:\n\tfiles: {}\n",
                          {"4:1: YAML: tabs cannot indent, blanks do"}));
    EXPECT_TRUE(complains(std::string{card} + "name:\tx\n", {})) << "elsewhere they are blanks";
}

TEST(Diagnostics, SuggestTheNameThatWasMeant)
{
    const auto lines = mistakes(std::string{card} + usim + "  files:\n    EF.IMZI: {hex: 00}\n");
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_TRUE(lines[0].starts_with("card.yaml:7:5: EF.IMZI is not known in ADF.USIM"))
        << lines[0];
    EXPECT_NE(lines[0].find("EF.IMSI"), std::string::npos) << lines[0];
}

TEST(Diagnostics, SuggestTheWordThatWasMeant)
{
    EXPECT_TRUE(complains(
        std::string{card} + R"(mf:
  files:
    EF.ONE: {fid: 2F10, size: 2, structure: transparant}
    EF.TWO: {fid: 2F11, size: 2, structure: bertlv}
    EF.THREE: {fid: 2F12, hex: 00, life-cycle: pigeon}
    EF.FOUR: {fid: 2F13, hex: 00, shareable: TRUE}
)",
        {"5:45: one of these is wanted here: transparent, linear-fixed, cyclic, ber-tlv; did you "
         "mean transparent?",
         "6:45: one of these is wanted here: transparent, linear-fixed, cyclic, ber-tlv; did you "
         "mean ber-tlv?",
         "7:48: one of these is wanted here: activated, deactivated, terminated, initialisation, "
         "creation, no-information",
         "8:46: one of these is wanted here: true, false; did you mean true?"}));
    EXPECT_FALSE(mistakes(std::string{card} + "mf: {files: {EF.ONE: {fid: 2F10, hex: 00, "
                                              "life-cycle: pigeon}}}\n")
                     .front()
                     .ends_with("?"));
}

TEST(Diagnostics, NameAKeyThatIsNearlyKnown)
{
    EXPECT_TRUE(complains(
        std::string{card} + R"(pins:
  PNI1: {value: "1234"}
  swordfish: {value: "1234"}
  ADM1: {valeu: "1234"}
)",
        {"4:3: unknown key PNI1; did you mean PIN1?",
         "5:3: unknown key; known here: ", "6:10: unknown key valeu; did you mean value?"}));
}

TEST(Diagnostics, SayWhereAKeyThatIsRepeatedStoodFirst)
{
    EXPECT_TRUE(complains(std::string{card} + "name: a\n\nname: b\n",
                          {"5:1: this key stands here for the second time, first in line 3"}));
}

TEST(Diagnostics, SayWhatAFileOfOnesOwnNeeds)
{
    EXPECT_TRUE(
        complains(std::string{card} + R"(mf:
  files:
    EF.PRIVATE: {hex: 00}
    DF.PRIVATE: {files: {}}
    ADF.PRIVATE: {files: {}}
)",
                  {"5:5: EF.PRIVATE is not known in MF; a file of your own needs a fid",
                   "6:5: DF.PRIVATE is not known in MF; a file of your own needs a fid",
                   "7:5: ADF.PRIVATE is not known in MF; an ADF of your own needs an aid"}));
}

TEST(Diagnostics, RefuseAListingOfPinsThatTheCardDoesNotHave)
{
    EXPECT_TRUE(complains(std::string{card} + usim + R"(  pin-listing: [PIN1, PIN2, PIN1, ADM6]
pins: {ADM1: none}
mf:
  pin-listing: [PIN1, ADM1]
  files:
    ADF.OTHER:
      aid: A000000001
      pin-listing: [PIN1 of application 2]
)",
                          {"6:29: PIN1 is listed here for the second time (TS 102 221 §9.5.2)",
                           "6:35: ADM6 is listed here, but the card has no such key; describe it "
                           "under pins (TS 102 221 §9.5.2)",
                           "9:23: ADM1 is listed here", "13:21: PIN1 of application 2 is listed"}));
}

TEST(Diagnostics, SayWhereARuleBreaks)
{
    EXPECT_TRUE(complains(std::string{card} + R"(mf:
  files:
    EF.ONE: {fid: 2F10, hex: 00, access: {rules: 800101 90 00 800102 A406 8301}}
)",
                          {"5:50: a rule is a row of whole data objects; what begins with octet 9 "
                           "ends early (TS 102 221 §9.2.4)"}));
}

TEST(Diagnostics, SayWhereAFileBelongs)
{
    const auto lines =
        mistakes(std::string{card} + "mf:\n  files:\n    EF.SPN: {spn: {name: x}}\n");
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find("ADF.USIM"), std::string::npos) << lines[0];
}

TEST(Diagnostics, FindDuplicateIdentifiersWithinADfOnly)
{
    EXPECT_TRUE(complains(std::string{card} + R"(mf:
  files:
    EF.ONE: {fid: 2F10, hex: 00, sfi: 9}
    EF.TWO: {fid: 2F10, hex: 00}
    EF.THREE: {fid: 2F11, hex: 00, sfi: 9}
    DF.FIRST: {fid: 7F66, files: {EF.ONE: {fid: 6F10, hex: 00}}}
    DF.SECOND: {fid: 7F67, files: {EF.ONE: {fid: 6F10, hex: 00}}}
)",
                          {"6:19: EF.ONE has the FID 2F10 already, see line 5",
                           "7:41: EF.ONE has the SFI 9 already, see line 5"}));
}

TEST(Diagnostics, PointAtTheIdentifierThatTheProfileGivesAFile)
{
    EXPECT_TRUE(complains(std::string{card} + usim + R"(  files:
    EF.ACC: {fid: 6F07}
    EF.LI: {sfi: 7}
)",
                          {"7:19: EF.IMSI has the FID 6F07 already, see line 4",
                           "8:18: EF.IMSI has the SFI 7 already, see line 4"}));
    EXPECT_TRUE(complains(std::string{card} + R"(dm:
  files:
    EF.MINE: {fid: 6432, hex: 00}
    EF.OTHER: {fid: 5032, hex: 00}
  trusted-certificate: {hex: 00, fid: 6430}
  lwm2m:
    servers:
      - {uri: "coap://a.example", short-server-id: 1}
)",
                          {"5:20: EF.LwM2M_Bootstrap has the FID 6432 already, see line 9",
                           "6:21: EF.TokenInfo has the FID 5032 already, see line 4",
                           "7:39: EF.DODF has the FID 6430 already, see line 4"}));
}

TEST(Diagnostics, PointAtTheSecondOfTwoIdentifiersThatTheProfileGives)
{
    EXPECT_TRUE(complains(std::string{card} + R"(dm:
  lwm2m:
    fid: 6440
    servers:
      - {uri: "coap://a.example", short-server-id: 1}
  files:
    EF.MINE: {fid: 6440, hex: 00}
)",
                          {"9:20: EF.LwM2M_Bootstrap has the FID 6440 already, see line 5"}));
}

TEST(Diagnostics, FindAStandardFileWithTheFidOfAMandatoryOne)
{
    EXPECT_TRUE(complains(std::string{card} + usim + "  files:\n    EF.SPN: {fid: 6FAD}\n",
                          {"7:19: EF.AD has the FID 6FAD already, see line 4"}));
}

TEST(Diagnostics, FindDuplicateAids)
{
    EXPECT_TRUE(
        complains(std::string{card} + usim +
                      "mf:\n  files:\n    ADF.OTHER: {aid: A0000000871002FF33FF018900000100}\n",
                  {"8:22: ADF.USIM has this AID already, see line 4 (TS 101 220 §4)"}));
}

TEST(Diagnostics, RefuseWhatClientsCouldNotRead)
{
    EXPECT_TRUE(complains(std::string{card} + R"(mf:
  files:
    DF.ONE: {fid: 7F66, files: {DF.SAME: {fid: 7F66}, ADF.INNER: {aid: A000000001}}}
)",
                          {"5:48: 7F66 is the FID of a directory above this file (TS 102 221 §8.3)",
                           "5:55: an ADF lies right below the MF (TS 102 221 §8.1)"}));
    EXPECT_TRUE(complains(std::string{card} + "mf: {files: {EF.ARR: {records: 5}}}\n", {"3:"}));
    EXPECT_TRUE(complains(
        std::string{card} + R"(dm:
  fid: none
  lwm2m:
    path: absolute
    servers:
      - {uri: "coap://a.example", short-server-id: 1}
)",
        {"6:11: the application has no FID, so there is no absolute path (PKCS#15 §6.1.5)"}));
}

TEST(Diagnostics, FollowReferencesToRules)
{
    EXPECT_TRUE(complains(std::string{card} + R"(mf:
  files:
    EF.ONE: {fid: 2F10, hex: 00, access: {arr: {fid: 2F06, record: 200}}}
    EF.TWO: {fid: 2F11, hex: 00, access: {arr: {fid: 6F06, record: 1}}}
    EF.GOOD: {fid: 2F12, hex: 00, access: {arr: {fid: 2F06, record: 1}}}
)",
                          {"5:42: EF.ARR has", "6:42: no EF 6F06"}));
}

TEST(Diagnostics, RefuseContentThatDoesNotFit)
{
    EXPECT_TRUE(
        complains(std::string{card} + R"(mf:
  files:
    EF.ONE: {fid: 2F10, size: 2, hex: "010203"}
    EF.TWO: {fid: 2F11, records: 1, record-size: 2, content: ["01", "02"]}
    EF.THREE: {fid: 2F12, hex: "0102", text: ab}
    EF.FOUR: {fid: 2F13, hex: "01 0x"}
    EF.FIVE: {fid: 2F14}
)",
                  {"5:39: these contents have 3 octets", "6:62: here are contents for 2 records",
                   "7:40: text gives contents a second time", "8:36: "}));
}

TEST(Diagnostics, RefuseATextThatTheHistoricalBytesDoNotHold)
{
    EXPECT_TRUE(complains(std::string{card} + "atr: {text: SEVEN77}\n", {}));
    EXPECT_TRUE(complains(std::string{card} + "atr: {text: \"\"}\n", {}));
    EXPECT_TRUE(complains(std::string{card} + "atr:\n  text: EIGHT888\n",
                          {"4:9: this text has 8 octets, the historical bytes have room for 7 "
                           "(ISO/IEC 7816-3 §8.2.4)"}));
    EXPECT_TRUE(complains(std::string{card} + "atr: {text: \"äöüß\"}\nbehaviour: {channels: 1}\n",
                          {"3:13: this text has 8 octets"}));
}

TEST(Diagnostics, NameTheFieldOfABootstrapThatIsWrong)
{
    EXPECT_TRUE(complains(std::string{card} + R"(dm:
  lwm2m:
    servers:
      - uri: coaps://dm.example
        short-server-id: 1
        security-mode: psk
      - {uri: "ftp://x", short-server-id: 2}
)",
                          {"6:9: identity: this security mode needs an identity",
                           "6:9: secret-key: this security mode needs a secret key",
                           "9:15: uri: must be coap://host:port or coaps://host:port"}));
}

TEST(Diagnostics, FindEverySlipInAValue)
{
    EXPECT_TRUE(complains(std::string{card} + usim + R"(  files:
    EF.FPLMN: {plmns: [262-01, 26-01, 310-260, 1, 2620x]}
    EF.PLMNwAcT:
      plmns:
        - {plmn: 001-01, access: [pigeon]}
        - {plmn: 1, access: [e-utran], colour: red}
        - {access: [e-utran]}
        - {plmn: 001-01, access: [e-utran]}
    EF.SPN: {spn: {name: x, show-in-hplmn: maybe, hide-in-oplmn: 5}}
    EF.MSISDN: {msisdn: 12x4}
)",
                          {"7:32: ", "7:48: ", "7:51: ", "10:34: ", "11:18: ", "11:48: ", "12:11: ",
                           "14:44: ", "14:66: ", "15:25: "}));
}

TEST(Diagnostics, DoNotFollowFromSlipsThatAreReported)
{
    EXPECT_TRUE(complains(std::string{card} + usim + R"(  files:
    EF.PLMNwAcT: {plmns: [{plmn: 001-01, access: [pigeon]}]}
    EF.SPN: {spn: {nam: x}}
)",
                          {"7:50: ", "8:25: "}));
    EXPECT_TRUE(complains(std::string{card} + R"(dm:
  lwm2m:
    servers:
      - {uri: [], short-server-id: x, security-mode: tls, secret-key: zz, identity-hex: 0}
      - {uri: "coaps://a.example", short-server-id: 1, secret-key: zz, idntity: a}
)",
                          {"6:15: ", "6:36: ", "6:54: ", "6:71: ", "6:89: ", "7:68: ", "7:72: "}));
}

TEST(Diagnostics, FindEverySlipInABootstrap)
{
    EXPECT_TRUE(
        complains(std::string{card} + R"(dm:
  lwm2m:
    servers:
      - {uri: "ftp://a", short-server-id: 1, lifetime: long}
      - {uri: "coap://a.example", lifetime: 5, binding: X}
  client-provisioning:
    bootstrap:
      applications:
        - provider-id: a
          addresses:
            - {address: a, ports: [0, 80, 70000], type: URI}
            - {address: "", ports: 1}
            - {ports: 2}
)",
                  {"6:15: uri: ", "6:56: a number", "7:9: short-server-id: ", "7:57: binding: ",
                   "13:36: a number", "13:43: a number", "13:57: type: must be IPV4",
                   "14:25: address: must not be empty", "15:15: address: must not be empty"}));
}

TEST(Diagnostics, RefuseBootstrapValuesThatCannotWork)
{
    EXPECT_TRUE(complains(std::string{card} + R"(dm:
  lwm2m:
    servers:
      - uri: coaps://bs.example
        bootstrap-server: true
        security-mode: none
        lifetime: 60
      - {uri: "coap://dm.example", short-server-id: 1, security-mode: psk,
         identity: device, secret-key: 00}
      - {uri: "coaps://dm.example", short-server-id: 2}
  client-provisioning:
    bootstrap:
      naps: [{id: N1, address: iot.example, bearer: GSM-PIGEON}]
)",
                          {"8:24: security-mode: a coaps URI needs psk",
                           "9:19: lifetime: a bootstrap server has no Server object",
                           "10:71: security-mode: a coap URI has no security",
                           "11:40: secret-key: a pre-shared key has at least 16 octets",
                           "12:9: security-mode: a coaps URI needs psk",
                           "15:53: bearer: must be GSM-USSD"}));
}

TEST(Diagnostics, KeepControlCharactersOffTheTerminal)
{
    const std::string rest = "iccid: \"8988001234567890126\"\n";
    EXPECT_TRUE(complains("vuicc: 1\nname: \"Größe, \\\"x\\\"\"\n" + rest, {}));
    for (const char* name : {"a\\e[31m", "a\\nb", "a\\x7F", "a\\x9B1m", "a\\tb"}) {
        EXPECT_TRUE(complains("vuicc: 1\nname: \"" + std::string{name} + "\"\n" + rest,
                              {"2:7: control characters cannot stand here"}))
            << name;
    }
    EXPECT_TRUE(complains("vuicc: 1\nname: ab\xC2\x9B!\n" + rest,
                          {"2:7: control characters cannot stand here"}));
    EXPECT_TRUE(complains(std::string{card} + usim + "  label: \"\\e[2J\"\n",
                          {"6:10: control characters cannot stand here"}));
    EXPECT_TRUE(
        complains(std::string{card} + usim + "  files: {EF.FPLMN: {plmns: [\"\\e[31m\\x9B\"]}}\n",
                  {"6:30: \"?[31m?\" is no PLMN"}));
}

TEST(Diagnostics, NeverRepeatSecrets)
{
    const std::string secret = "5EC2E7";
    for (const std::string& text :
         {std::string{card} + "pins: {PIN1: {value: \"" + secret + "\"}}\n",
          std::string{card} + "pins: {PIN1: {\"" + secret + "\": 1}}\n",
          std::string{card} + "usim: {imsi: \"001010123456789\", milenage: {k: " + secret +
              ", opc: " + secret + "zz}}\n"}) {
        for (const std::string& line : mistakes(text)) {
            EXPECT_EQ(line.find(secret), std::string::npos) << line;
        }
        EXPECT_FALSE(mistakes(text).empty());
    }
}

/// Without its closing quote a value runs on into the lines below, where the keys stand.
TEST(Diagnostics, DoNotRepeatWhatALostQuoteSwallowed)
{
    const auto lines = mistakes(std::string{card} +
                                "usim:\n  imsi: \"0010101\n  milenage:\n    k: 5EC2E75EC2E7\n    "
                                "opc: \"00\n");
    ASSERT_FALSE(lines.empty());
    for (const std::string& line : lines) {
        EXPECT_EQ(line.find("5EC2E7"), std::string::npos) << line;
    }
}

TEST(Diagnostics, TellFilesThatCannotBeRead)
{
    const auto folder = std::filesystem::temp_directory_path();
    for (const std::filesystem::path& path : {folder / "vuicc-no-such-profile.yaml", folder}) {
        const auto loaded = load_profile(path);
        ASSERT_FALSE(loaded);
        ASSERT_EQ(loaded.error().size(), 1U);
        EXPECT_TRUE(loaded.error().front().to_string().starts_with(path.string() + ": "))
            << loaded.error().front().to_string();
    }
}

} // namespace
} // namespace uicc::profiles
