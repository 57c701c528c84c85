#include "emulator/dm/client_provisioning.hpp"
#include "emulator/dm/decode.hpp"
#include "tests/emulator/dm/examples.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <map>
#include <pugixml.hpp>

namespace uicc::emulator::dm {
namespace {

using test::from_hex;

Bytes dm_vector(const char* document, const char* form)
{
    return test::octets(test::dm_vectors("oma_dm").at(document).at(form));
}

Bytes cp_vector(const char* form)
{
    return test::octets(test::dm_vectors("oma_cp").at("w7_document").at(form));
}

Bytes lwm2m_vector(const char* name)
{
    return test::octets(test::dm_vectors("lwm2m_bootstrap").at("examples").at(name).at("hex"));
}

Bytes padded(Bytes content, Byte fill)
{
    content.resize(content.size() + 50, fill);
    return content;
}

std::string described(const Bytes& content, Secrets secrets = Secrets::Mask)
{
    const auto text = describe(content, secrets);
    return text ? *text : "refused: " + to_string(text.error());
}

void expect_parts(const std::string& text, std::initializer_list<const char*> parts)
{
    for (const char* part : parts) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\nis missing in\n" << text;
    }
}

// --- LwM2M ----------------------------------------------------------------------------------

TEST(DescribeLwm2m, NamesObjectsInstancesAndResources)
{
    EXPECT_EQ(described(lwm2m_vector("bs_plus_srv_ac")),
              R"(LwM2M bootstrap, 3 objects
object 0 Security
  instance 0
    0 LwM2M Server URI: "coaps://bs.example:5684"
    1 Bootstrap-Server: true
    2 Security Mode: 0 (PSK)
    3 Public Key or Identity: "imei-490154203237518"
    5 Secret Key: [16 octets]
    11 Client Hold Off Time: 10
    12 Bootstrap-Server Account Timeout: 0
  instance 1
    0 LwM2M Server URI: "coaps://dm.example:5684"
    1 Bootstrap-Server: false
    2 Security Mode: 0 (PSK)
    3 Public Key or Identity: "imei-490154203237518"
    5 Secret Key: [16 octets]
    10 Short Server ID: 101
object 1 Server
  instance 0
    0 Short Server ID: 101
    1 Lifetime: 86400
    6 Notification Storing: true
    7 Binding: "U"
object 2 Access Control
  instance 0
    0 Object ID: 1
    1 Object Instance ID: 0
    2 ACL:
      101: read, write, execute, delete
    3 Access Control Owner: 101
  instance 1
    0 Object ID: 3
    1 Object Instance ID: 0
    2 ACL:
      101: read, write, execute, delete
    3 Access Control Owner: 101
)");
}

TEST(DescribeLwm2m, ShowsSecretsOnlyWhenAsked)
{
    const Bytes file = lwm2m_vector("min_psk");
    const std::string key = "202122232425262728292A2B2C2D2E2F";
    EXPECT_EQ(described(file).find(key), std::string::npos);
    EXPECT_NE(described(file, Secrets::Show).find("Secret Key: " + key), std::string::npos);
}

TEST(DescribeLwm2m, TellsVersionsAndRemarks)
{
    expect_parts(described(lwm2m_vector("versioned")), {"object 0 Security, version 1.1"});
    EXPECT_TRUE(
        described(lwm2m_vector("bs_only_nosec")).starts_with("LwM2M bootstrap, 1 object\n"));
    expect_parts(described(lwm2m_vector("unknown_object")),
                 {"object 4242 (unknown)", "(unknown): [1 octet]", "remark: object 4242"});
    expect_parts(described(lwm2m_vector("unknown_security_mode")), {"9 (unknown)", "remark: "});
}

TEST(DescribeLwm2m, ToleratesFillOnly)
{
    EXPECT_EQ(described(lwm2m_vector("pad_ff")), described(lwm2m_vector("min_psk")));
    EXPECT_EQ(described(lwm2m_vector("pad_00")), described(lwm2m_vector("min_psk")));
}

TEST(DescribeLwm2m, RefusesMalformedFilesWithOffsetAndReason)
{
    const std::map<const char*, const char*> refusals{
        {"all_ff", "refused: offset 0: no data"},
        {"all_00", "refused: offset 0: no data"},
        {"truncated_tail", "refused: offset 2: the header announces 108 octets, 98 follow"},
        {"resource_length_overrun",
         "refused: offset 12: the TLV with identifier 0 announces 255 octets, 74 are left"},
        {"count_too_big", "refused: offset 112: the file announces 3 objects"},
        {"raw_tlv_no_header", "refused: offset 0: is neither LwM2M"},
        {"count_little_endian", "refused: offset 3: character set 108"},
    };
    for (const auto& [name, refusal] : refusals) {
        EXPECT_TRUE(described(lwm2m_vector(name)).starts_with(refusal))
            << name << ": " << described(lwm2m_vector(name));
    }
}

// --- OMA DM ---------------------------------------------------------------------------------

TEST(DescribeDm, ShowsTheMessageWithItsTree)
{
    expect_parts(
        described(dm_vector("syncml_bootstrap", "wbxml_no_string_table")),
        {"<!-- SyncML DM message, WBXML 1.2, 1335 octets -->\n<SyncML xmlns=\"SYNCML:SYNCML1.2\">\n"
         "  <SyncHdr>\n    <VerDTD>1.2</VerDTD>\n",
         "<LocURI>./Inbox</LocURI>", ">application/vnd.syncml.dmtnds+wbxml</Type>",
         "        <Data>\n          <MgmtTree xmlns=\"syncml:dmddf1.2\">\n",
         "<ACL>Get=mgmt.example&amp;Replace=mgmt.example&amp;Delete=mgmt.example</ACL>",
         "<NodeName>ServerID</NodeName>", "<Value>https://dm.mgmt.example/dm</Value>"});
}

/// From MgmtTree on, without indentation.
std::string tree_of(const std::string& text)
{
    std::string tree = text.substr(text.find("<MgmtTree"));
    tree.resize(tree.find("</MgmtTree>"));
    std::erase_if(tree, [](char c) { return c == '\n'; });
    for (auto at = tree.find("  "); at != std::string::npos; at = tree.find("  ")) {
        tree.erase(at, 2);
    }
    return tree;
}

TEST(DescribeDm, ShowsTheSameTreeInEveryForm)
{
    const std::string xml = test::dm_vectors("oma_dm").at("tnds_dmacc").at("xml");
    const std::string expected = tree_of(xml);
    for (const auto& [document, form] : {std::pair{"tnds_dmacc", "wbxml_no_string_table"},
                                         std::pair{"tnds_dmacc", "wbxml_with_string_table"},
                                         std::pair{"tnds_dmacc", "wbxml_anonymous"},
                                         std::pair{"syncml_bootstrap", "wbxml_no_string_table"},
                                         std::pair{"syncml_bootstrap", "wbxml_with_string_table"},
                                         std::pair{"syncml_bootstrap", "wbxml_inline_page2"}}) {
        const std::string text = described(dm_vector(document, form), Secrets::Show);
        pugi::xml_document shown;
        EXPECT_TRUE(shown.load_string(text.c_str())) << text;
        std::string tree = tree_of(text);
        for (auto at = tree.find("<DDFName />"); at != std::string::npos;
             at = tree.find("<DDFName />")) {
            tree.replace(at, 11, "<DDFName></DDFName>");
        }
        for (auto at = tree.find(" />"); at != std::string::npos; at = tree.find(" />")) {
            tree.erase(at, 1);
        }
        EXPECT_EQ(tree, expected) << document << " " << form;
    }
}

TEST(DescribeDm, MasksPasswordsAndNonces)
{
    for (const char* form :
         {"wbxml_no_string_table", "wbxml_with_string_table", "wbxml_inline_page2"}) {
        const std::string text = described(dm_vector("syncml_bootstrap", form));
        for (const char* secret : {"OhBehave", "srv-pw-0001", "Tm9uY2U=", "bm9uY2VT"}) {
            EXPECT_EQ(text.find(secret), std::string::npos) << secret << "\n" << text;
        }
        expect_parts(text, {"<Value>[8 octets]</Value>", "<Value>[11 octets]</Value>", "Bruce2"});
    }
    expect_parts(described(dm_vector("syncml_bootstrap", "wbxml_no_string_table"), Secrets::Show),
                 {"<Value>OhBehave</Value>", "<Value>Tm9uY2U=</Value>"});
}

TEST(DescribeDm, StaysXmlWhereItMasks)
{
    for (const Bytes& document :
         {dm_vector("syncml_bootstrap", "wbxml_no_string_table"),
          dm_vector("tnds_dmacc", "wbxml_anonymous"), cp_vector("wbxml_minimal_page_switches")}) {
        const std::string text = described(document);
        pugi::xml_document shown;
        const auto parsed = shown.load_string(text.c_str());
        EXPECT_TRUE(parsed) << parsed.description() << "\n" << text;
        EXPECT_NE(text.find("[8 octets]"), std::string::npos) << text;
    }
}

TEST(DescribeDm, MasksTheSecretOfAnAccessPoint)
{
    DmBootstrap bootstrap = test::dm_bootstrap();
    bootstrap.naps = {{.napid = "N1",
                       .address = "iot.example",
                       .auth = {{"CHAP", "user", test::secret_of("hidden")}}}};
    const std::string text = described(*encode(bootstrap));
    EXPECT_EQ(text.find("hidden"), std::string::npos);
    expect_parts(text, {"[6 octets]", "iot.example"});
}

TEST(DescribeDm, MasksCredentialsAndSecretItemsOfAMessage)
{
    // Cred/Data "sesame"; Replace on ./DMAcc/x/AAuthSecret with Data "open"
    const Bytes message =
        from_hex("02A4016A00 6D 6C 4E 4F 03736573616D6500 01 01 01 6B 60 54 6E 57 03"
                 "2E2F444D4163632F782F4141757468536563726574 00 01 01 4F"
                 "C3046F70656E 01 01 01 01 01");
    const std::string text = described(message);
    EXPECT_EQ(text.find("sesame"), std::string::npos) << text;
    EXPECT_EQ(text.find("open"), std::string::npos) << text;
    expect_parts(text, {"<Data>[6 octets]</Data>", "<Data>[4 octets]</Data>"});
    expect_parts(described(message, Secrets::Show), {"sesame", "<Data>open</Data>"});
}

TEST(DescribeDm, ShowsOpaqueOctetsThatAreNoText)
{
    const auto message = [](const std::string& data) {
        return from_hex("02A4016A00 6D 6B 60 54 4F" + data + "01 01 01 01 01");
    };
    expect_parts(described(message("C302FFFE"), Secrets::Show), {"<Data>FFFE</Data>"});
    expect_parts(described(message("C3026869"), Secrets::Show), {"<Data>hi</Data>"});
    expect_parts(described(message("03686900"), Secrets::Show), {"<Data>hi</Data>"});
    expect_parts(described(message("C3026869 03686F00 C301FF"), Secrets::Show),
                 {"<Data>hihoFF</Data>"});
}

TEST(DescribeDm, ShowsTextThatLooksLikeMarkup)
{
    // Data of "]]>" and of "<![CDATA[", a LocURI of "<a>&"
    expect_parts(
        described(from_hex("02A4016A00 6D 6B 60 54 4F 035D5D3E00 01 4F C3093C215B43444154415B"
                           "01 6E 57 033C613E2600 01 01 01 01 01 01"),
                  Secrets::Show),
        {"<Data>]]&gt;</Data>", "<Data>&lt;![CDATA[</Data>", "<LocURI>&lt;a&gt;&amp;</LocURI>"});
}

TEST(DescribeDm, ShowsBinaryLeavesOfATree)
{
    // MgmtTree/Node/Value with opaque 00FF, next to text and an entity
    const std::string node = "60 64 76 C30200FF 03616200 0241 01 01 01";
    for (const std::string& content : {"02016A00 0002" + node, "02A4016A00 6D 6B 60 54 4F 0002" +
                                                                   node + "0000 01 01 01 01 01"}) {
        expect_parts(described(from_hex(content), Secrets::Show), {"<Value>00FFabA</Value>"});
    }
}

TEST(DescribeDm, FollowsPageSwitchesAroundData)
{
    // The tree leaves page 2 active; Meta behind Data switches to page 1 and back.
    expect_parts(
        described(from_hex("02A4016A00 6D 6B 60 54 4F 0002 20 01 0000 5A 0001 47 0378 00 01 01"
                           "01 01 01 01"),
                  Secrets::Show),
        {"<MgmtTree", "<Format", ">x</Format>"});
    expect_parts(
        described(from_hex("02A4016A00 6D 6B 60 54 4F 0002 20 0001 01 47 0378 00 01 0000 0F"
                           "01 01 01 01")),
        {"<MgmtTree", "<Format", "<Data />"});
}

TEST(DescribeDm, ReadsHeadersThatAreLongerThanTheyNeedToBe)
{
    // public id, character set and table length with a leading 80
    EXPECT_EQ(described(from_hex("02 80A401 806A 8000 6D 5B 033100 01 01"), Secrets::Show),
              "<!-- SyncML DM message, WBXML 1.2, 15 octets -->\n"
              "<SyncML xmlns=\"SYNCML:SYNCML1.2\">\n  <MsgID>1</MsgID>\n</SyncML>\n");
}

TEST(DescribeDm, RefusesBrokenNestedDocumentsAtTheirOffset)
{
    Bytes message = dm_vector("syncml_bootstrap", "wbxml_no_string_table");
    message[0x9C + 0x22] = 0x61; // not MgmtTree
    EXPECT_TRUE(described(message).starts_with("refused: offset 190: is not the root"))
        << described(message);
    message = dm_vector("syncml_bootstrap", "wbxml_no_string_table");
    message[0x9C + 1] = 0x0B; // a provisioning document within a message
    EXPECT_TRUE(described(message).starts_with("refused: offset ")) << described(message);
}

// --- client provisioning --------------------------------------------------------------------

TEST(DescribeCp, ShowsEveryFormAlike)
{
    const std::string text = described(cp_vector("wbxml_no_string_table"), Secrets::Show);
    expect_parts(text,
                 {"<!-- OMA client provisioning document, WBXML 1.3, 350 octets -->\n",
                  "<wap-provisioningdoc version=\"1.1\">\n  <characteristic type=\"NAPDEF\">\n    "
                  "<parm name=\"NAPID\" value=\"N1\" />\n",
                  "<parm name=\"AAUTHSECRET\" value=\"OhBehave\" />"});
    const auto body = [](const std::string& whole) { return whole.substr(whole.find('\n')); };
    for (const char* form : {"wbxml_with_string_table", "wbxml_minimal_page_switches"}) {
        EXPECT_EQ(body(described(cp_vector(form), Secrets::Show)), body(text)) << form;
    }
}

TEST(DescribeCp, MasksPasswordsAndNonces)
{
    const std::string text = described(cp_vector("wbxml_minimal_page_switches"));
    for (const char* secret : {"OhBehave", "srv-pw-0001", "Tm9uY2U=", "bm9uY2VT"}) {
        EXPECT_EQ(text.find(secret), std::string::npos) << secret;
    }
    expect_parts(text, {"<parm name=\"AAUTHSECRET\" value=\"[8 octets]\" />",
                        "<parm name=\"AAUTHNAME\" value=\"Bruce2\" />"});
}

TEST(DescribeCp, MasksEveryKindOfPassword)
{
    ProvisioningDocument document;
    document.characteristics = {{.type = "PXLOGICAL"}};
    for (const char* name : {"AUTHSECRET", "PXAUTH-PW", "BASAUTH-PW", "PROXY-PW", "X-PASSWORD"}) {
        document.characteristics.front().parameters.push_back(parameter(name, "hidden"));
    }
    const std::string text = described(*encode(document));
    EXPECT_EQ(text.find("hidden"), std::string::npos) << text;
    expect_parts(text, {"PXAUTH-PW", "PROXY-PW"});
}

TEST(DescribeCp, RefusesWhatItCannotRead)
{
    Bytes early = cp_vector("wbxml_minimal_page_switches");
    early.pop_back();
    EXPECT_EQ(described(early), "refused: offset 299: the WBXML document is cut off");
    ClientProvisioning old = test::w7_provisioning();
    old.form = CpForm::Compact;
    old.auth_tokens = CpAuthTokens::OldDraft;
    EXPECT_TRUE(described(*encode(old)).starts_with("refused: offset "));
}

// --- PKCS#15 --------------------------------------------------------------------------------

TEST(DescribePkcs15, ShowsTheDirectories)
{
    const auto file = [](const char* scenario, const char* fid) {
        return test::octets(
            test::dm_vectors("pkcs15").at("scenarios").at(scenario).at("files").at(fid).at("hex"));
    };
    EXPECT_EQ(described(file("iv_all", "5031")), "PKCS#15 object directory (EF.ODF)\n"
                                                 "  authentication objects -> 6431\n"
                                                 "  trusted certificates -> 6438\n"
                                                 "  data objects -> 6430\n");
    EXPECT_EQ(described(file("ii_dm", "6430")), "PKCS#15 data object directory (EF.DODF)\n"
                                                "\"OMA DM Bootstrap\"\n"
                                                "  OID: 2.23.43.7.1 (OMA DM bootstrap)\n"
                                                "  form: opaqueDO\n"
                                                "  flags: private, modifiable\n"
                                                "  auth id: 01\n"
                                                "  path: 6433\n");
    EXPECT_EQ(described(file("xi_nordic_real", "6430")),
              "PKCS#15 data object directory (EF.DODF)\n"
              "\"LwM2M Bootstrap\"\n"
              "  OID: 2.23.43.9.1 (LwM2M bootstrap), wrapped twice\n"
              "  form: oidDO, label in the second SEQUENCE\n"
              "  flags: none\n"
              "  path: 6432\n");
    EXPECT_EQ(described(file("iv_all", "5032")), "PKCS#15 token information (EF.TokenInfo)\n"
                                                 "  serial number: 8988001234567890\n"
                                                 "  manufacturer: sim-emulator\n"
                                                 "  label: DM on card\n"
                                                 "  last update: 20250101120000Z\n");
    EXPECT_TRUE(described(file("x_empty_ff", "6430")).starts_with("refused: offset 0: no data"));
}

// --- recognition ----------------------------------------------------------------------------

TEST(Recognise, TellsTheKindsApart)
{
    const auto kind = [](const Bytes& content) { return recognise(content).value(); };
    EXPECT_EQ(kind(lwm2m_vector("min_psk")), DmContent::Lwm2mBootstrap);
    EXPECT_EQ(kind(dm_vector("syncml_bootstrap", "wbxml_anonymous")), DmContent::DmMessage);
    EXPECT_EQ(kind(dm_vector("tnds_dmacc", "wbxml_anonymous")), DmContent::ManagementTree);
    EXPECT_EQ(kind(cp_vector("wbxml_minimal_page_switches")), DmContent::ClientProvisioning);
    EXPECT_EQ(kind(from_hex("A706300404026430")), DmContent::Odf);
    EXPECT_EQ(kind(from_hex("A106300404026430")), DmContent::Odf);
    EXPECT_EQ(kind(test::octets(test::dm_vectors("pkcs15").at("entries").at("lwm2m_oidDO"))),
              DmContent::Dodf);
    EXPECT_EQ(kind(test::octets(test::dm_vectors("pkcs15").at("entries").at("lwm2m_nordic_real"))),
              DmContent::Dodf);
    EXPECT_EQ(kind(test::octets(test::dm_vectors("pkcs15").at("token_info"))),
              DmContent::TokenInfo);
}

TEST(Recognise, RefusesTheRest)
{
    EXPECT_FALSE(recognise({}));
    EXPECT_FALSE(recognise(from_hex("FFFFFF")));
    EXPECT_FALSE(recognise(from_hex("0000")));
    EXPECT_FALSE(recognise(from_hex("C80016")));
    const auto xml = recognise(test::bytes_of("<?xml"));
    ASSERT_FALSE(xml);
    EXPECT_NE(xml.error().what.find("XML"), std::string::npos);
    Bytes large = cp_vector("wbxml_minimal_page_switches");
    large.resize(65536, 0xFF);
    EXPECT_TRUE(recognise(large));
    EXPECT_TRUE(describe(large));
    large.push_back(0xFF);
    EXPECT_EQ(recognise(large).error().offset, 65536U);
}

TEST(Describe, AcceptsFillBehindAnything)
{
    for (const Bytes& content :
         {lwm2m_vector("min_psk"), dm_vector("syncml_bootstrap", "wbxml_no_string_table"),
          dm_vector("tnds_dmacc", "wbxml_with_string_table"),
          cp_vector("wbxml_minimal_page_switches"), from_hex("A706300404026430"),
          test::octets(test::dm_vectors("pkcs15").at("token_info"))}) {
        EXPECT_EQ(described(padded(content, 0xFF)), described(content));
        EXPECT_EQ(described(padded(content, 0x00)), described(content));
        Bytes stray = padded(content, 0xFF);
        stray[content.size() + 10] = 0x41;
        EXPECT_TRUE(described(stray).starts_with("refused: offset " +
                                                 std::to_string(content.size() + 10) + ": "))
            << described(stray);
    }
}

} // namespace
} // namespace uicc::emulator::dm
