#include "profiles/loader/load_profile.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

/// The JSON Schema and the loader know the same keys and words.
namespace uicc::profiles {
namespace {

using Words = std::set<std::string>;

const nlohmann::json& schema()
{
    static const auto text = [] {
        std::ifstream file{PROJECT_SOURCE_DIR "/profiles/schema/profile.schema.json"};
        return nlohmann::json::parse(file);
    }();
    return text;
}

const nlohmann::json& resolved(const nlohmann::json& node)
{
    const auto reference = node.find("$ref");
    return reference == node.end()
               ? node
               : schema().at(nlohmann::json::json_pointer{reference->get<std::string>().substr(1)});
}

/// The schema of "dm/lwm2m/servers/[]": keys, and the items of a list.
const nlohmann::json& schema_of(std::string_view path)
{
    const nlohmann::json* node = &schema();
    while (!path.empty()) {
        const std::string step{path.substr(0, path.find('/'))};
        path.remove_prefix(std::min(path.size(), step.size() + 1));
        node = &resolved(step == "[]" ? node->at("items") : node->at("properties").at(step));
    }
    return *node;
}

/// A profile with words in place of its mark; `dm` is that section, or another one with its name.
std::string profile(std::string dm, const std::string& words)
{
    if (dm.starts_with('{')) {
        dm.insert(0, "dm: ");
    }
    const std::string mark = "HERE";
    dm.replace(dm.find(mark), mark.size(), words);
    return "vuicc: 1\niccid: \"8988001234567890126\"\n" + dm + "\n";
}

std::vector<Diagnostic> mistakes(const std::string& text)
{
    const auto loaded = load_profile_text(text, "card.yaml");
    return loaded ? std::vector<Diagnostic>{} : loaded.error();
}

/// The keys that the loader lists when it meets one that it does not know.
Words known_keys(const std::string& dm)
{
    const std::string introduction = "; known here: ";
    for (const Diagnostic& mistake : mistakes(profile(dm, "zzzzzzzzzzzzzzzzzzzzzzzz: 1"))) {
        const auto place = mistake.message.find(introduction);
        if (place == std::string::npos) {
            continue;
        }
        std::istringstream list{mistake.message.substr(place + introduction.size())};
        Words keys;
        for (std::string key; std::getline(list >> std::ws, key, ',');) {
            keys.insert(key);
        }
        return keys;
    }
    return {};
}

struct Section {
    const char* path;
    const char* dm; ///< HERE takes a key
};

constexpr std::array<Section, 24> sections{{
    {"dm", "{HERE}"},
    {"dm/token", "{token: {HERE}}"},
    {"dm/trusted-certificate", "{trusted-certificate: {hex: 00, HERE}}"},
    {"dm/objects/[]", "{objects: [{fid: 6440, hex: 00, HERE}]}"},
    {"dm/lwm2m", "{lwm2m: {servers: [], HERE}}"},
    {"dm/lwm2m/servers/[]", "{lwm2m: {servers: [{HERE}]}}"},
    {"dm/lwm2m/access-control/[]", "{lwm2m: {servers: [], access-control: [{HERE}]}}"},
    {"dm/oma-dm", "{oma-dm: {accounts: [], HERE}}"},
    {"dm/oma-dm/accounts/[]", "{oma-dm: {accounts: [{HERE}]}}"},
    {"dm/oma-dm/accounts/[]/addresses/[]", "{oma-dm: {accounts: [{addresses: [{HERE}]}]}}"},
    {"dm/oma-dm/accounts/[]/credentials/[]", "{oma-dm: {accounts: [{credentials: [{HERE}]}]}}"},
    {"dm/oma-dm/naps/[]", "{oma-dm: {accounts: [], naps: [{HERE}]}}"},
    {"dm/client-provisioning", "{client-provisioning: {HERE}}"},
    {"dm/client-provisioning/bootstrap", "{client-provisioning: {bootstrap: {HERE}}}"},
    {"dm/client-provisioning/config1/naps/[]",
     "{client-provisioning: {config1: {naps: [{HERE}]}}}"},
    {"dm/client-provisioning/config2/applications/[]/addresses/[]",
     "{client-provisioning: {config2: {applications: [{addresses: [{HERE}]}]}}}"},
    {"dm/client-provisioning/bootstrap/applications/[]/credentials/[]",
     "{client-provisioning: {bootstrap: {applications: [{credentials: [{HERE}]}]}}}"},
    {"usim/milenage", "usim: {milenage: {HERE}}"},
    {"usim/tuak", "usim: {tuak: {HERE}}"},
    {"usim/xor", "usim: {xor: {HERE}}"},
    {"usim/sqn", "usim: {sqn: {HERE}}"},
    {"usim/amf", "usim: {amf: {HERE}}"},
    {"isim/sqn", "isim: {sqn: {HERE}}"},
    {"isim/tuak", "isim: {tuak: {HERE}}"},
}};

/// Sections that describe files too; what their keys for files mean stands elsewhere.
constexpr std::array<Section, 2> applications{{
    {"usim", "usim: {HERE}"},
    {"isim", "isim: {HERE}"},
}};

TEST(SchemaAgreement, HasTheKeysOfTheLoader)
{
    for (const Section& section : sections) {
        Words keys;
        for (const auto& [key, value] : schema_of(section.path).at("properties").items()) {
            keys.insert(key);
        }
        EXPECT_EQ(keys, known_keys(section.dm)) << section.path;
    }
}

TEST(SchemaAgreement, HasTheKeysOfApplications)
{
    for (const Section& section : applications) {
        Words keys;
        for (const auto& [key, value] : schema_of(section.path).at("properties").items()) {
            keys.insert(key);
        }
        EXPECT_EQ(keys, known_keys(section.dm)) << section.path;
    }
}

TEST(SchemaAgreement, DescribesEveryKeyOfTheBootstrap)
{
    for (const Section& section : sections) {
        for (const auto& [key, value] : schema_of(section.path).at("properties").items()) {
            EXPECT_TRUE(resolved(value).contains("description")) << section.path << "/" << key;
        }
    }
}

struct Choice {
    const char* path;
    const char* dm; ///< HERE takes a word
};

constexpr const char* account_with_address =
    "{oma-dm: {accounts: [{server-id: a, addresses: [{address: a, type: HERE}], "
    "credentials: [{name: a}]}]}}";
constexpr const char* account_with_level = "{oma-dm: {accounts: [{server-id: a, addresses: "
                                           "[{address: a}], credentials: [{level: HERE}]}]}}";
constexpr const char* account_with_type = "{oma-dm: {accounts: [{server-id: a, addresses: "
                                          "[{address: a}], credentials: [{type: HERE}]}]}}";
constexpr const char* account_with_preference =
    "{oma-dm: {accounts: [{server-id: a, addresses: [{address: a}], auth-pref: HERE, "
    "credentials: [{name: a}]}]}}";

constexpr std::array<Choice, 20> choices{{
    {"dm/order", "{order: HERE}"},
    {"dm/lwm2m/order",
     "{lwm2m: {servers: [{uri: \"coap://a\", short-server-id: 1}], order: HERE}}"},
    {"dm/lwm2m/padding",
     "{lwm2m: {servers: [{uri: \"coap://a\", short-server-id: 1}], padding: HERE}}"},
    {"dm/lwm2m/servers/[]/security-mode",
     "{lwm2m: {servers: [{uri: \"tel:1\", short-server-id: 1, security-mode: HERE, identity: a, "
     "server-public-key: 00, secret-key: 00112233445566778899AABBCCDDEEFF}]}}"},
    {"dm/oma-dm/accounts/[]/addresses/[]/type", account_with_address},
    {"dm/oma-dm/accounts/[]/credentials/[]/level", account_with_level},
    {"dm/oma-dm/accounts/[]/credentials/[]/type", account_with_type},
    {"dm/oma-dm/accounts/[]/auth-pref", account_with_preference},
    {"dm/client-provisioning/bootstrap/naps/[]/bearer",
     "{client-provisioning: {bootstrap: {naps: [{id: a, address: a, bearer: HERE}]}}}"},
    {"dm/client-provisioning/bootstrap/naps/[]/address-type",
     "{client-provisioning: {bootstrap: {naps: [{id: a, address: a, address-type: HERE}]}}}"},
    {"dm/client-provisioning/bootstrap/naps/[]/auth/[]/type",
     "{client-provisioning: {bootstrap: {naps: [{id: a, address: a, auth: [{type: HERE}]}]}}}"},
    {"dm/client-provisioning/bootstrap/applications/[]/addresses/[]/type",
     "{client-provisioning: {bootstrap: {applications: [{provider-id: a, addresses: [{address: a, "
     "type: HERE}]}]}}}"},
    {"usim/algorithm",
     "usim: {imsi: \"001010123456789\", milenage: {k: 00112233445566778899AABBCCDDEEFF, opc: "
     "00112233445566778899AABBCCDDEEFF}, tuak: {k: 00112233445566778899AABBCCDDEEFF, topc: "
     "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF}, xor: {k: "
     "00112233445566778899AABBCCDDEEFF}, algorithm: HERE}"},
    {"usim/gsm-algorithm", "usim: {imsi: \"001010123456789\", xor: {k: "
                           "00112233445566778899AABBCCDDEEFF}, gsm-algorithm: HERE}"},
    {"usim/tuak/mac-size",
     "usim: {imsi: \"001010123456789\", tuak: {k: 00112233445566778899AABBCCDDEEFF, topc: "
     "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF, mac-size: HERE}}"},
    {"usim/tuak/res-size",
     "usim: {imsi: \"001010123456789\", tuak: {k: 00112233445566778899AABBCCDDEEFF, topc: "
     "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF, res-size: HERE}}"},
    {"usim/tuak/ck-size",
     "usim: {imsi: \"001010123456789\", tuak: {k: 00112233445566778899AABBCCDDEEFF, topc: "
     "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF, ck-size: HERE}}"},
    {"usim/tuak/ik-size",
     "usim: {imsi: \"001010123456789\", tuak: {k: 00112233445566778899AABBCCDDEEFF, topc: "
     "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF, ik-size: HERE}}"},
    {"usim/amf/separation-bit", "usim: {imsi: \"001010123456789\", xor: {k: "
                                "00112233445566778899AABBCCDDEEFF}, amf: {separation-bit: HERE}}"},
    {"isim/sqn/shared-with",
     "usim: {imsi: \"001010123456789\", xor: {k: 00112233445566778899AABBCCDDEEFF}}\nisim: {sqn: "
     "{shared-with: HERE}}"},
}};

/// The words that the loader lists when it meets another one.
Words known_words(const std::string& dm)
{
    const auto found = mistakes(profile(dm, "PIGEON"));
    std::string list = found.empty() ? "" : found.front().message;
    for (const std::string introduction : {"must be ", "wanted here: "}) {
        const auto place = list.find(introduction);
        list.erase(0, place == std::string::npos ? 0 : place + introduction.size());
    }
    list.erase(std::min(list.find(';'), list.size()));
    if (const auto last = list.find(" or "); last != std::string::npos) {
        list.replace(last, 4, ", ");
    }
    std::istringstream stream{list};
    Words words;
    for (std::string word; std::getline(stream >> std::ws, word, ',');) {
        words.insert(word);
    }
    return words;
}

TEST(SchemaAgreement, HasTheWordsOfTheLoader)
{
    for (const Choice& choice : choices) {
        Words words;
        for (const auto& word : schema_of(choice.path).at("enum")) {
            if (word.is_string()) { // some are numbers to other readers of YAML
                const auto text = word.get<std::string>();
                const auto found = mistakes(profile(choice.dm, '"' + text + '"'));
                EXPECT_TRUE(found.empty()) << choice.path << " " << found.front().to_string();
                words.insert(text);
            }
        }
        words.erase(""); // leaves the value out
        EXPECT_EQ(words, known_words(choice.dm)) << choice.path;
    }
}

TEST(SchemaAgreement, LoadsTheExamplesOfTheDocuments)
{
    std::ifstream file{PROJECT_SOURCE_DIR "/docs/bootstrap.md"};
    std::size_t examples = 0;
    std::string example;
    bool within = false;
    for (std::string line; std::getline(file, line);) {
        if (within && line == "```") {
            const auto found = mistakes(example);
            EXPECT_TRUE(found.empty()) << found.front().to_string() << "\n" << example;
            ++examples;
        }
        example = within ? example + line + "\n" : "";
        within = line == "```yaml" || (within && line != "```");
    }
    EXPECT_EQ(examples, 3U);
}

} // namespace
} // namespace uicc::profiles
