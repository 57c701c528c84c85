#include "emulator/dm/dm_account.hpp"
#include "tests/emulator/dm/examples.hpp"
#include "tests/emulator/dm/external_tool.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <pugixml.hpp>
#include <random>

namespace uicc::emulator::dm {
namespace {

using test::dm_bootstrap;
using test::to_hex;

const nlohmann::json& tnds_vectors()
{
    return test::dm_vectors("oma_dm").at("tnds_dmacc");
}

const nlohmann::json& message_vectors()
{
    return test::dm_vectors("oma_dm").at("syncml_bootstrap");
}

std::string encoded(const DmBootstrap& bootstrap)
{
    const auto octets = encode(bootstrap);
    return octets ? to_hex(*octets) : "refused: " + to_string(octets.error());
}

DmBootstrap with(const std::function<void(DmBootstrap&)>& change)
{
    DmBootstrap bootstrap = dm_bootstrap();
    change(bootstrap);
    return bootstrap;
}

// --- vectors --------------------------------------------------------------------------------

TEST(DmBootstrapVectors, TreeInXml)
{
    EXPECT_EQ(tnds_xml(dm_bootstrap()).value(), tnds_vectors().at("xml").get<std::string>());
}

TEST(DmBootstrapVectors, MessageInXml)
{
    EXPECT_EQ(bootstrap_message_xml(dm_bootstrap()).value(),
              message_vectors().at("xml").get<std::string>());
}

TEST(DmBootstrapVectors, BareTree)
{
    const auto tree = [](bool string_table, bool anonymous) {
        return encoded(with([&](DmBootstrap& bootstrap) {
            bootstrap.payload = DmPayload::Tnds;
            bootstrap.string_table = string_table;
            bootstrap.anonymous = anonymous;
        }));
    };
    EXPECT_EQ(tree(false, false), tnds_vectors().at("wbxml_no_string_table").get<std::string>());
    EXPECT_EQ(tree(true, false), tnds_vectors().at("wbxml_with_string_table").get<std::string>());
    EXPECT_EQ(tree(false, true), tnds_vectors().at("wbxml_anonymous").get<std::string>());
}

TEST(DmBootstrapVectors, MessageIsTheDefault)
{
    EXPECT_EQ(encoded(dm_bootstrap()),
              message_vectors().at("wbxml_no_string_table").get<std::string>());
    EXPECT_EQ(encoded(with([](DmBootstrap& bootstrap) { bootstrap.string_table = true; })),
              message_vectors().at("wbxml_with_string_table").get<std::string>());
    EXPECT_EQ(encoded(with([](DmBootstrap& bootstrap) { bootstrap.anonymous = true; })),
              message_vectors().at("wbxml_anonymous").get<std::string>());
}

TEST(DmBootstrapVectors, InlineTags)
{
    EXPECT_EQ(encoded(with([](DmBootstrap& b) { b.payload = DmPayload::Inline; })),
              message_vectors().at("wbxml_inline_page2").get<std::string>());
}

// --- beyond the vectors ---------------------------------------------------------------------

/// The value of a leaf, addressed from the top of the tree.
std::string value_at(const pugi::xml_document& document, std::initializer_list<const char*> path)
{
    pugi::xml_node node = document.child("MgmtTree");
    for (const char* name : path) {
        const auto children = node.children("Node");
        const auto found =
            std::find_if(children.begin(), children.end(), [&](pugi::xml_node child) {
                return std::string_view{child.child_value("NodeName")} == name;
            });
        node = found == children.end() ? pugi::xml_node{} : *found;
    }
    return node ? node.child_value("Value") : "missing";
}

pugi::xml_document parsed_tree(const DmBootstrap& bootstrap)
{
    pugi::xml_document document;
    document.load_string(tnds_xml(bootstrap).value().c_str());
    return document;
}

TEST(DmBootstrap, HoldsSeveralAccountsAndAccessPoints)
{
    const auto document = parsed_tree(with([](DmBootstrap& bootstrap) {
        DmAccount second = bootstrap.accounts.front();
        second.node_name = "Second";
        second.server_id = "second.example";
        second.addresses.push_back({.address = "192.0.2.1", .type = "IPv4", .ports = {80, 8080}});
        second.credentials.at(0).node_name = "";
        second.to_con_refs = {"./Inbox/Internet", "./Inbox/Other"};
        bootstrap.accounts.push_back(second);
        bootstrap.naps = {{.napid = "N1",
                           .name = "Operator X",
                           .address = "iot.example",
                           .auth = {{"CHAP", "user", test::secret_of("pass")}}}};
    }));
    EXPECT_EQ(value_at(document, {"OperatorX", "ServerID"}), "mgmt.example");
    EXPECT_EQ(value_at(document, {"Second", "ServerID"}), "second.example");
    EXPECT_EQ(value_at(document, {"Second", "AppAddr", "2", "Addr"}), "192.0.2.1");
    EXPECT_EQ(value_at(document, {"Second", "AppAddr", "2", "AddrType"}), "IPv4");
    EXPECT_EQ(value_at(document, {"Second", "AppAddr", "2", "Port", "2", "PortNbr"}), "8080");
    EXPECT_EQ(value_at(document, {"Second", "AppAuth", "1", "AAuthName"}), "Bruce2");
    EXPECT_EQ(value_at(document, {"Second", "AppAuth", "S", "AAuthName"}), "mgmt.example");
    EXPECT_EQ(value_at(document, {"Second", "ToConRef", "2", "ConRef"}), "./Inbox/Other");
    EXPECT_EQ(value_at(document, {"Internet", "NAPID"}), "N1");
    EXPECT_EQ(value_at(document, {"Internet", "Addr"}), "iot.example");
    EXPECT_EQ(value_at(document, {"Internet", "BearerType"}), "1");
    EXPECT_EQ(value_at(document, {"Internet", "NAPAuthInf", "1", "AuthSecr"}), "pass");
    const auto acl = document.child("MgmtTree").last_child().child("RTProperties").child("ACL");
    EXPECT_STREQ(acl.text().get(),
                 "Get=second.example&Replace=second.example&Delete=second.example");
}

TEST(DmBootstrap, LeavesOutWhatIsNotAuthored)
{
    const auto document = parsed_tree(with([](DmBootstrap& bootstrap) {
        DmAccount& account = bootstrap.accounts.front();
        account.name.reset();
        account.pref_con_ref.reset();
        account.auth_pref.reset();
        account.acl = "";
        account.addresses = {{.address = "https://dm.example", .type = ""}};
        account.credentials = {{.type = "TRANSPORT", .node_name = "C"}};
    }));
    EXPECT_EQ(value_at(document, {"OperatorX", "Name"}), "missing");
    EXPECT_EQ(value_at(document, {"OperatorX", "PrefConRef"}), "missing");
    EXPECT_EQ(value_at(document, {"OperatorX", "AAuthPref"}), "missing");
    EXPECT_EQ(value_at(document, {"OperatorX", "ToConRef"}), "missing");
    EXPECT_EQ(value_at(document, {"OperatorX", "AppAddr", "1", "AddrType"}), "missing");
    EXPECT_EQ(value_at(document, {"OperatorX", "AppAddr", "1", "Port"}), "missing");
    EXPECT_EQ(value_at(document, {"OperatorX", "AppAuth", "C", "AAuthSecret"}), "missing");
    EXPECT_EQ(value_at(document, {"OperatorX", "AppAuth", "C", "AAuthType"}), "TRANSPORT");
    EXPECT_FALSE(document.find_node(
        [](pugi::xml_node node) { return std::string_view{node.name()} == "ACL"; }));
}

TEST(DmBootstrap, TakesItsSourceFromTheFirstAccountUnlessAuthored)
{
    EXPECT_NE(bootstrap_message_xml(dm_bootstrap())
                  ->find("<Source><LocURI>mgmt.example</LocURI></Source>"),
              std::string::npos);
    EXPECT_NE(bootstrap_message_xml(with([](DmBootstrap& b) {
                  b.source = "other.example";
                  b.session_id = "A5";
                  b.message_id = "7";
              }))->find("<SessionID>A5</SessionID><MsgID>7</MsgID>"),
              std::string::npos);
}

// --- foreign judges -------------------------------------------------------------------------

/// Text as an engineer could type it, with everything that XML escapes.
std::string random_text(std::mt19937& random)
{
    static const std::vector<std::string> pieces{"a",          "Z",   "0", "<",  ">",      "&",
                                                 "\"",         "'",   " ", "  ", "\u00E9", "\u20AC",
                                                 "\U0001F600", "]]>", "/", "."};
    std::string text = "x";
    for (auto count = random() % 12; count > 0; --count) {
        text += pieces[random() % pieces.size()];
    }
    return text;
}

DmBootstrap random_bootstrap(std::mt19937& random)
{
    DmBootstrap bootstrap = dm_bootstrap();
    bootstrap.accounts.resize(1 + random() % 3, bootstrap.accounts.front());
    for (std::size_t i = 0; i < bootstrap.accounts.size(); ++i) {
        DmAccount& account = bootstrap.accounts[i];
        account.node_name = "Account" + std::to_string(i);
        account.server_id = "server" + std::to_string(i);
        account.name = random_text(random);
        account.addresses.front().address = random_text(random);
        account.credentials.front().name = random_text(random);
        account.credentials.front().secret = test::secret_of(random_text(random));
        account.credentials.front().data =
            secure_copy(Bytes(random() % 20, static_cast<Byte>(random())));
    }
    return bootstrap;
}

TEST(DmBootstrapJudgedByTheTools, XmlBecomesTheSameWbxml)
{
    std::mt19937 random{3};
    for (int round = 0; round < 12; ++round) {
        DmBootstrap bootstrap = random_bootstrap(random);
        bootstrap.string_table = round % 2 == 1;
        EXPECT_EQ(encoded(bootstrap), to_hex(test::xml2wbxml(*bootstrap_message_xml(bootstrap),
                                                             "1.2", bootstrap.string_table)));
        bootstrap.payload = DmPayload::Tnds;
        EXPECT_EQ(encoded(bootstrap),
                  to_hex(test::xml2wbxml(*tnds_xml(bootstrap), "1.2", bootstrap.string_table)));
    }
}

TEST(DmBootstrapJudgedByTheTools, WbxmlBecomesTheSameXml)
{
    std::mt19937 random{4};
    for (int round = 0; round < 12; ++round) {
        DmBootstrap bootstrap = random_bootstrap(random);
        bootstrap.payload = DmPayload::Tnds;
        bootstrap.string_table = round % 2 == 1;
        EXPECT_EQ(test::canonical_xml(test::wbxml2xml(encode(bootstrap).value())),
                  test::canonical_xml(*tnds_xml(bootstrap)));
    }
}

TEST(DmBootstrapJudgedByTheTools, MessageIsReadBackWithItsTree)
{
    std::string expected = test::canonical_xml(*bootstrap_message_xml(dm_bootstrap()));
    const std::string type = "dmtnds+wbxml";
    expected.replace(expected.find(type), type.size(), "dmtnds+xml"); // the tool adapts it
    EXPECT_EQ(test::canonical_xml(test::wbxml2xml(encode(dm_bootstrap()).value())), expected);
}

// --- mistakes -------------------------------------------------------------------------------

struct Mistake {
    std::string field{};
    std::function<void(DmBootstrap&)> make{};
};

std::vector<Mistake> mistakes()
{
    using B = DmBootstrap;
    return {
        {"accounts",
         [](B& b) {
             b.accounts.clear();
             b.source = "x";
         }},
        {"accounts[0].server_id", [](B& b) { b.accounts[0].server_id = "a b"; }},
        {"accounts[0].server_id", [](B& b) { b.accounts[0].server_id = "a&b"; }},
        {"accounts[0].addresses", [](B& b) { b.accounts[0].addresses.clear(); }},
        {"accounts[0].addresses[0].address", [](B& b) { b.accounts[0].addresses[0].address = ""; }},
        {"accounts[0].addresses[0].type", [](B& b) { b.accounts[0].addresses[0].type = "ipv4"; }},
        {"accounts[0].credentials", [](B& b) { b.accounts[0].credentials.clear(); }},
        {"accounts[0].credentials[1].level",
         [](B& b) { b.accounts[0].credentials[1].level = "SERVER"; }},
        {"accounts[0].credentials[1].level",
         [](B& b) { b.accounts[0].credentials[1].level = "APPSRV"; }},
        {"accounts[0].credentials[1].type", [](B& b) { b.accounts[0].credentials[1].type = ""; }},
        {"accounts[0].auth_pref", [](B& b) { b.accounts[0].auth_pref = "MD5"; }},
        {"accounts[0].acl", [](B& b) { b.accounts[0].acl = "Get"; }},
        {"accounts[0].acl", [](B& b) { b.accounts[0].acl = "Read=a"; }},
        {"accounts[0].acl", [](B& b) { b.accounts[0].acl = "Get=a&"; }},
        {"accounts[0].acl", [](B& b) { b.accounts[0].acl = "Get=a+"; }},
        {"string_table",
         [](B& b) {
             b.payload = DmPayload::Inline;
             b.string_table = true;
         }},
        {"target", [](B& b) { b.target = ""; }},
        {"session_id", [](B& b) { b.session_id = "\x01"; }},
        {".", [](B& b) { b.accounts[0].node_name = "a/b"; }},
        {".", [](B& b) { b.accounts[0].node_name = ""; }},
        {"./OperatorX/Name",
         [](B& b) {
             b.accounts[0].name = std::string{"a\0b", 3};
         }},
        {"./OperatorX/AppAuth/C/AAuthSecret",
         [](B& b) { b.accounts[0].credentials[0].secret = test::secret_of("\xC3"); }},
        {"./OperatorX/AppAuth/S", [](B& b) { b.accounts[0].credentials[0].node_name = "S"; }},
    };
}

TEST(DmBootstrapValidation, NamesTheField)
{
    EXPECT_TRUE(validate(dm_bootstrap()).empty());
    for (const auto& [field, make] : mistakes()) {
        const DmBootstrap bootstrap = with(make);
        const auto complaints = validate(bootstrap);
        ASSERT_EQ(complaints.size(), 1U) << field;
        EXPECT_EQ(complaints.front().field, field);
        EXPECT_FALSE(encode(bootstrap)) << field;
    }
}

TEST(DmBootstrapValidation, AcceptsAclsOfTheGrammar)
{
    for (const char* acl : {"", "Get=*", "Get=a", "Get=a+b&Replace=*&Delete=c&Add=d&Exec=e"}) {
        EXPECT_TRUE(validate(with([&](DmBootstrap& b) { b.accounts[0].acl = acl; })).empty())
            << acl;
    }
}

TEST(DmBootstrapValidation, TwoAccountsOfOneServerOnlyOnPurpose)
{
    DmBootstrap bootstrap = with([](DmBootstrap& b) {
        b.accounts.push_back(b.accounts.front());
        b.accounts.back().node_name = "Again";
    });
    EXPECT_EQ(validate(bootstrap).front().field, "accounts[1].server_id");
    EXPECT_FALSE(encode(bootstrap));
    bootstrap.allow_defects = true;
    EXPECT_TRUE(encode(bootstrap));
}

TEST(DmBootstrapValidation, NeverWritesTextThatNoDocumentCanHold)
{
    EXPECT_FALSE(encode(with([](DmBootstrap& b) {
        b.allow_defects = true;
        b.accounts[0].name = std::string{"a\0b", 3};
    })));
    EXPECT_FALSE(encode(with([](DmBootstrap& b) {
        b.allow_defects = true;
        b.target = "\x02";
    })));
}

TEST(DmBootstrapValidation, KeepsSecretsOutOfErrors)
{
    const auto octets = encode(with([](DmBootstrap& b) {
        b.accounts[0].credentials[0].secret = test::secret_of("hunter2\x01");
    }));
    ASSERT_FALSE(octets);
    EXPECT_EQ(to_string(octets.error()).find("hunter2"), std::string::npos);
}

} // namespace
} // namespace uicc::emulator::dm
