#include "emulator/dm/client_provisioning.hpp"
#include "tests/emulator/dm/examples.hpp"
#include "tests/emulator/dm/external_tool.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace uicc::emulator::dm {
namespace {

using test::to_hex;
using test::w7_provisioning;

const nlohmann::json& vectors()
{
    return test::dm_vectors("oma_cp").at("w7_document");
}

std::string encoded(const ClientProvisioning& provisioning)
{
    const auto octets = encode(provisioning);
    return octets ? to_hex(*octets) : "refused: " + to_string(octets.error());
}

std::string encoded(CpForm form)
{
    ClientProvisioning provisioning = w7_provisioning();
    provisioning.form = form;
    return encoded(provisioning);
}

TEST(ClientProvisioningVectors, Xml)
{
    EXPECT_EQ(provisioning_xml(to_document(w7_provisioning())),
              vectors().at("xml").get<std::string>());
}

TEST(ClientProvisioningVectors, AllForms)
{
    EXPECT_EQ(encoded(w7_provisioning()), vectors().at("wbxml_no_string_table").get<std::string>());
    EXPECT_EQ(encoded(CpForm::Library), vectors().at("wbxml_anonymous").get<std::string>());
    EXPECT_EQ(encoded(CpForm::LibraryStringTable),
              vectors().at("wbxml_with_string_table").get<std::string>());
    EXPECT_EQ(encoded(CpForm::Compact),
              vectors().at("wbxml_minimal_page_switches").get<std::string>());
}

/// Config1 and Config2 hold documents of the same form.
TEST(ClientProvisioning, WritesOtherDocumentsToo)
{
    const ProvisioningDocument document{
        .version = "1.0",
        .characteristics = {
            {.type = "BOOTSTRAP", .parameters = {parameter("NAME", "Operator X")}},
            {.type = "PXLOGICAL",
             .parameters = {parameter("PROXY-ID", "P1"), {.name = "INTERNET"}},
             .characteristics = {{.type = "PXPHYSICAL",
                                  .parameters = {parameter("PXADDR", "192.0.2.1"),
                                                 parameter("PXADDRTYPE", "IPV4")}}}},
            {.type = "X-VENDOR", .parameters = {parameter("X-NAME", "")}}}};
    const std::string expected = test::wbxml2xml(*encode(document));
    EXPECT_NE(expected.find("version=\"1.0\""), std::string::npos);
    EXPECT_NE(expected.find("<characteristic type=\"X-VENDOR\">"), std::string::npos);
    EXPECT_NE(expected.find("name=\"PXADDRTYPE\" value=\"IPV4\""), std::string::npos);
    EXPECT_EQ(test::wbxml2xml(*encode(document, CpForm::Compact)), expected);
    EXPECT_EQ(test::wbxml2xml(*encode(document, CpForm::LibraryStringTable)), expected);
}

TEST(ClientProvisioning, AccessPointWithAuthenticationAndProxies)
{
    ClientProvisioning provisioning = w7_provisioning();
    provisioning.naps.front().internet = true;
    provisioning.naps.front().auth = {{"CHAP", "user", test::secret_of("pass")}};
    provisioning.applications.front().to_proxy = {"P1"};
    provisioning.applications.front().addresses.front().type = "IPV6";
    provisioning.characteristics = {
        {.type = "BOOTSTRAP", .parameters = {parameter("NAME", "Operator X")}}};
    const std::string xml = provisioning_xml(to_document(provisioning));
    for (const char* part :
         {"<characteristic type=\"BOOTSTRAP\"><parm name=\"NAME\" value=\"Operator X\"/>",
          "<parm name=\"INTERNET\"/>",
          "<characteristic type=\"NAPAUTHINFO\"><parm name=\"AUTHTYPE\" value=\"CHAP\"/><parm "
          "name=\"AUTHNAME\" value=\"user\"/><parm name=\"AUTHSECRET\" value=\"pass\"/>",
          "<parm name=\"TO-PROXY\" value=\"P1\"/>", "<parm name=\"ADDRTYPE\" value=\"IPV6\"/>"}) {
        EXPECT_NE(xml.find(part), std::string::npos) << part << "\n" << xml;
    }
}

TEST(ClientProvisioning, OldDraftTokensMoveByTen)
{
    ClientProvisioning provisioning = w7_provisioning();
    provisioning.form = CpForm::Compact;
    std::string expected = encoded(provisioning);
    provisioning.auth_tokens = CpAuthTokens::OldDraft;
    for (auto at = expected.find("330693"); at != std::string::npos; at = expected.find("330693")) {
        expected.replace(at, 6, "330683");
    }
    EXPECT_EQ(encoded(provisioning), expected);
}

// --- foreign judges -------------------------------------------------------------------------

std::string random_word(std::mt19937& random)
{
    static const std::vector<std::string> words{
        "NAPDEF",      "APPLICATION", "APPADDR",   "PORT",     "NAPID",  "NAME",
        "PROVIDER-ID", "TO-NAPID",    "BEARER",    "GSM-GPRS", "APN",    "IPV6",
        "DIGEST",      "APPSRV",      "x<&>\"'",   "a,b",      "\u20AC", "HTTP-BASIC",
        "MANAGER",     "PAP",         "AAUTHDATA", " blank",   "1.0",    "IPV4"};
    return words[random() % words.size()];
}

Characteristic random_characteristic(std::mt19937& random, int depth)
{
    Characteristic characteristic{.type = random_word(random)};
    for (auto count = random() % 4; count > 0; --count) {
        Parameter parm{.name = random_word(random)};
        if (random() % 8 != 0) {
            parm.value = test::secret_of(random_word(random));
        }
        characteristic.parameters.push_back(std::move(parm));
    }
    for (auto count = depth > 0 ? random() % 3 : 0; count > 0; --count) {
        characteristic.characteristics.push_back(random_characteristic(random, depth - 1));
    }
    return characteristic;
}

TEST(ClientProvisioningJudgedByTheTools, AllFormsMeanTheSame)
{
    std::mt19937 random{5};
    for (int round = 0; round < 40; ++round) {
        ProvisioningDocument document;
        document.characteristics = {random_characteristic(random, 3),
                                    random_characteristic(random, 3)};
        const std::string xml = provisioning_xml(document);
        const Bytes library = *encode(document);
        EXPECT_EQ(to_hex(library), to_hex(test::xml2wbxml(xml, "1.3")));
        const std::string expected = test::wbxml2xml(library);
        const Bytes compact = *encode(document, CpForm::Compact);
        EXPECT_EQ(test::wbxml2xml(compact), expected) << to_hex(compact) << "\n" << xml;
        EXPECT_EQ(test::canonical_xml(expected), test::canonical_xml(xml));
    }
}

// --- mistakes -------------------------------------------------------------------------------

TEST(ClientProvisioningValidation, NamesTheField)
{
    using C = ClientProvisioning;
    const std::vector<std::pair<std::string, std::function<void(C&)>>> mistakes{
        {"naps[0].id", [](C& c) { c.naps[0].id = ""; }},
        {"naps[0].address", [](C& c) { c.naps[0].address = ""; }},
        {"naps[0].bearer", [](C& c) { c.naps[0].bearer = "CARRIER-PIGEON"; }},
        {"naps[0].address_type", [](C& c) { c.naps[0].address_type = "apn"; }},
        {"naps[0].auth[1].type",
         [](C& c) {
             c.naps[0].auth = {{.type = "CHAP"}, {.type = ""}};
         }},
        {"naps[0].auth[0].type", [](C& c) { c.naps[0].auth = {{.type = "EAP"}}; }},
        {"applications[0].addresses[0].type",
         [](C& c) { c.applications[0].addresses[0].type = "URI"; }},
        {"applications[0].credentials[0].type",
         [](C& c) { c.applications[0].credentials[0].type = "DIGEST,MD5"; }},
        {"naps[1].id", [](C& c) { c.naps.push_back(c.naps[0]); }},
        {"applications[0].app_id", [](C& c) { c.applications[0].app_id = ""; }},
        {"applications[0].provider_id", [](C& c) { c.applications[0].provider_id = ""; }},
        {"applications[0].addresses", [](C& c) { c.applications[0].addresses.clear(); }},
        {"applications[0].addresses[0].address",
         [](C& c) { c.applications[0].addresses[0].address = ""; }},
        {"applications[0].credentials[1].level",
         [](C& c) { c.applications[0].credentials[1].level = "CLCRED"; }},
        {"auth_tokens", [](C& c) { c.auth_tokens = CpAuthTokens::OldDraft; }},
        {"applications", [](C& c) { c = {}; }},
        {"characteristics/NAPDEF/NAME", [](C& c) { c.naps[0].name = "\xFF"; }},
        {"characteristics", [](C& c) { c.characteristics = {{.type = ""}}; }},
        {"characteristics/X",
         [](C& c) {
             c.characteristics = {{"X", {parameter("", "1")}, {}}};
         }},
    };
    EXPECT_TRUE(validate(w7_provisioning()).empty());
    ClientProvisioning unusual = w7_provisioning();
    unusual.naps[0].bearer = "";
    unusual.naps[0].address_type = "IPV6";
    unusual.applications[0].addresses[0].type = "E164";
    unusual.applications[0].credentials[0].type = "HTTP-BASIC,HTTP-DIGEST";
    EXPECT_TRUE(validate(unusual).empty());
    for (const auto& [field, make] : mistakes) {
        ClientProvisioning provisioning = w7_provisioning();
        make(provisioning);
        const auto complaints = validate(provisioning);
        ASSERT_EQ(complaints.size(), 1U) << field;
        EXPECT_EQ(complaints.front().field, field);
        EXPECT_FALSE(encode(provisioning)) << field;
    }
}

TEST(ClientProvisioningValidation, AccountWithoutProviderOnlyOnPurpose)
{
    ClientProvisioning provisioning = w7_provisioning();
    provisioning.applications[0].provider_id = "";
    provisioning.allow_defects = true;
    EXPECT_TRUE(encode(provisioning));
    provisioning.applications[0].name = "\x01";
    EXPECT_FALSE(encode(provisioning));
}

} // namespace
} // namespace uicc::emulator::dm
