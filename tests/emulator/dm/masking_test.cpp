#include "emulator/dm/client_provisioning.hpp"
#include "emulator/dm/decode.hpp"
#include "tests/emulator/dm/examples.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <vector>

namespace uicc::emulator::dm {
namespace {

using test::from_hex;

constexpr std::size_t long_document = 600; // octets; a longer one takes a sample of the damages

struct Document {
    std::string name{};
    Bytes octets{};
    std::vector<std::string> secrets{"OhBehave", "srv-pw-0001"};
};

std::ostream& operator<<(std::ostream& out, const Document& document)
{
    return out << document.name;
}

Bytes vector(const char* file, const char* document, const char* form)
{
    return test::octets(test::dm_vectors(file).at(document).at(form));
}

ClientProvisioning provisioning_with_proxy()
{
    ClientProvisioning provisioning = test::w7_provisioning();
    provisioning.naps.front().auth = {{"CHAP", "user", test::secret_of("nap-secret-2")}};
    provisioning.characteristics = {
        {.type = "PXLOGICAL",
         .parameters = {parameter("PROXY-ID", "proxy.example"), parameter("PROXY-PW", "OhBehave")},
         .characteristics = {{.type = "PXAUTHINFO",
                              .parameters = {parameter("PXAUTH-TYPE", "HTTP-BASIC"),
                                             parameter("PXAUTH-ID", "pxuser"),
                                             parameter("PXAUTH-PW", "px-secret-3")}}}}};
    provisioning.form = CpForm::Compact;
    return provisioning;
}

DmBootstrap bootstrap_with_access_point()
{
    DmBootstrap bootstrap = test::dm_bootstrap();
    bootstrap.naps = {{.napid = "N1",
                       .address = "iot.example",
                       .auth = {{"CHAP", "user", test::secret_of("nap-secret-2")}}}};
    return bootstrap;
}

std::vector<Document> documents()
{
    std::vector<Document> all;
    for (const char* form : {"wbxml_no_string_table", "wbxml_with_string_table"}) {
        all.push_back({std::string{"message_"} + form, vector("oma_dm", "syncml_bootstrap", form)});
        all.push_back({std::string{"provisioning_"} + form, vector("oma_cp", "w7_document", form)});
    }
    all.push_back({"tree_anonymous", vector("oma_dm", "tnds_dmacc", "wbxml_anonymous")});
    all.push_back({"message_inline", vector("oma_dm", "syncml_bootstrap", "wbxml_inline_page2")});
    all.push_back(
        {"provisioning_minimal", vector("oma_cp", "w7_document", "wbxml_minimal_page_switches")});
    all.push_back({"provisioning_proxy",
                   *encode(provisioning_with_proxy()),
                   {"OhBehave", "srv-pw-0001", "nap-secret-2", "px-secret-3"}});
    all.push_back({"message_access_point",
                   *encode(bootstrap_with_access_point()),
                   {"OhBehave", "srv-pw-0001", "nap-secret-2"}});
    // Cred with Data "sesame-7"; Replace of ./DMAcc/x/AAuthSecret with "open-it-8"
    all.push_back({"message_credentials",
                   from_hex("02A4016A00 6D 6C 4E 4F 03736573616D652D3700 01 01 01 6B 60 54 6E 57 03"
                            "2E2F444D4163632F782F4141757468536563726574 00 01 01 4F"
                            "C3096F70656E2D69742D38 01 01 01 01 01"),
                   {"sesame-7", "open-it-8"}});
    return all;
}

std::string masked(const Bytes& content)
{
    const auto text = describe(content, Secrets::Mask);
    return text ? *text : to_string(text.error());
}

/// The neighbours of an octet by one bit or by one, and the tokens that lead elsewhere.
std::vector<Byte> alternatives(Byte octet)
{
    std::set<Byte> all{0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x83, 0xC3, 'x'};
    for (unsigned bit = 0; bit < 8; ++bit) {
        all.insert(static_cast<Byte>(octet ^ (1U << bit)));
    }
    for (const int step : {-3, -2, -1, 1, 2, 3}) {
        all.insert(static_cast<Byte>(octet + step));
    }
    all.erase(octet);
    return {all.begin(), all.end()};
}

/// The key as hexadecimal digits, as it would be printed.
Document lwm2m_document(const char* name)
{
    return {name,
            test::octets(test::dm_vectors("lwm2m_bootstrap").at("examples").at(name).at("hex")),
            {"202122232425262728292A2B2C2D2E2F"}};
}

class EveryOctet : public testing::TestWithParam<Document> {
protected:
    static void expect_no_secret(const Bytes& damaged, std::size_t at)
    {
        const std::string text = masked(damaged);
        for (const std::string& secret : GetParam().secrets) {
            ASSERT_EQ(text.find(secret), std::string::npos)
                << "octet " << at << " as " << test::to_hex({{damaged[at]}}) << "\n"
                << text;
        }
    }
};

TEST_P(EveryOctet, CanBeDamagedWithoutShowingAPassword)
{
    Bytes content = GetParam().octets;
    const std::size_t step = content.size() < long_document ? 1 : 7; // every octet has its turn
    for (std::size_t at = 0; at < content.size(); ++at) {
        const Byte original = content[at];
        const auto others = alternatives(original);
        for (std::size_t i = at % step; i < others.size(); i += step) {
            content[at] = others[i];
            ASSERT_NO_FATAL_FAILURE(expect_no_secret(content, at));
        }
        content[at] = original;
    }
}

TEST_P(EveryOctet, CanBeMissingWithoutShowingAPassword)
{
    for (std::size_t at = 0; at < GetParam().octets.size(); ++at) {
        Bytes content = GetParam().octets;
        content.erase(content.begin() + static_cast<std::ptrdiff_t>(at));
        ASSERT_NO_FATAL_FAILURE(expect_no_secret(content, std::min(at, content.size() - 1)));
    }
}

TEST_P(EveryOctet, IsShownWhenAsked)
{
    const auto text = describe(GetParam().octets, Secrets::Show);
    ASSERT_TRUE(text) << to_string(text.error());
    for (const std::string& secret : GetParam().secrets) {
        EXPECT_NE(text->find(secret), std::string::npos) << *text;
    }
}

TEST_P(EveryOctet, OfAWholeDocumentIsOfKnownShape)
{
    EXPECT_EQ(masked(GetParam().octets).find("every value is hidden"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Documents,
                         EveryOctet,
                         testing::ValuesIn(documents()),
                         [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(Lwm2m,
                         EveryOctet,
                         testing::Values(lwm2m_document("min_psk"),
                                         lwm2m_document("bs_plus_srv_ac")),
                         [](const auto& one) { return one.param.name; });

std::string masked(const std::string& hex)
{
    return masked(from_hex(hex));
}

/// APPAUTH of a provisioning document with these parameters.
std::string masked_credential(const std::string& parameters)
{
    return masked("030B6A00 45 C6 0001 57 01" + parameters + "01 01");
}

constexpr const char* user_ann = "87 31 06 03 616E6E00 01 ";             // AAUTHNAME
constexpr const char* password_tip = "87 32 06 03 74697000 01 ";         // AAUTHSECRET
constexpr const char* level_odd = "87 30 06 03 6F646400 01 ";            // AAUTHLEVEL
constexpr const char* invented = "87 05 03 582D5000 06 03 7A7A7A00 01 "; // X-P="zzz"

TEST(Masking, ShowsAUserNameBesideItsPasswordOnly)
{
    EXPECT_NE(masked_credential(std::string{user_ann} + password_tip).find("\"ann\""),
              std::string::npos);
    EXPECT_NE(masked_credential(user_ann).find("name=\"AAUTHNAME\" value=\"[3 octets]\""),
              std::string::npos)
        << masked_credential(user_ann);
}

TEST(Masking, HidesNamesThatStandTwice)
{
    const std::string text = masked_credential(std::string{user_ann} + user_ann + password_tip);
    EXPECT_EQ(text.find("ann"), std::string::npos) << text;
}

TEST(Masking, HidesWordsThatNoStandardHas)
{
    EXPECT_NE(masked_credential(level_odd).find("\"AAUTHLEVEL\" value=\"[3 octets]\""),
              std::string::npos)
        << masked_credential(level_odd);
}

TEST(Masking, HidesWhatNoStandardNames)
{
    const std::string text = masked_credential(invented);
    EXPECT_NE(text.find("<parm name=\"[3 octets]\" value=\"[3 octets]\" />"), std::string::npos)
        << text;
}

TEST(Masking, HidesASecretWhereverElseItStands)
{
    // AAUTHNAME and AAUTHSECRET out of the string table "mysecret": from 0 and 2, or both from 0
    for (const char* place : {"02", "00"}) {
        const std::string text =
            masked("030B6A 09 6D7973656372657400 45 C6 0001 57 01 87 31 06 8300 01 87 32 06 83" +
                   std::string{place} + "01 01 01");
        EXPECT_EQ(text.find("secret"), std::string::npos) << text;
        EXPECT_NE(text.find("\"AAUTHNAME\" value=\"[8 octets]\""), std::string::npos) << text;
    }
}

TEST(Masking, KeepsKnownNamesOnlyWhenTheShapeIsUnknown)
{
    // AAUTHNAME with two values
    const std::string text =
        masked_credential(std::string{password_tip} + "87 31 06 03 616E6E00 06 03 616E6E00 01 ");
    EXPECT_NE(text.find("every value is hidden"), std::string::npos) << text;
    EXPECT_NE(text.find("\"AAUTHNAME\""), std::string::npos) << text;
    EXPECT_EQ(text.find("ann"), std::string::npos) << text;
    EXPECT_EQ(text.find("tip"), std::string::npos) << text;
    pugi::xml_document xml;
    EXPECT_TRUE(xml.load_string(text.c_str())) << text;
}

} // namespace
} // namespace uicc::emulator::dm
