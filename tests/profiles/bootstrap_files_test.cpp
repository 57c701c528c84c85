#include "profiles/loader/load_profile.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace uicc::profiles {
namespace {

using filesystem::Fid;
using test::to_hex;

nlohmann::json vector_file(const std::string& name)
{
    std::ifstream file{std::string{TEST_VECTOR_DIR "/dm/"} + name};
    return nlohmann::json::parse(file);
}

/// The application of a profile that consists of a dm section.
class Bootstrap : public testing::Test {
protected:
    void load(const std::string& dm)
    {
        const auto loaded =
            load_profile_text("vuicc: 1\niccid: \"8988001234567890126\"\ndm:\n" + dm, "card.yaml");
        ASSERT_TRUE(loaded) << loaded.error().front().to_string();
        card_ = *loaded;
    }

    [[nodiscard]] std::string body(unsigned fid) const
    {
        const auto& files = *card_->files;
        const auto file =
            files.child(files.applications().front(), Fid{static_cast<std::uint16_t>(fid)});
        return file ? to_hex(files.body(*file)) : "absent";
    }

    static std::string file_of(const char* scenario, const char* fid)
    {
        static const auto scenarios = vector_file("pkcs15.json").at("scenarios");
        return scenarios.at(scenario).at("files").at(fid).at("hex").get<std::string>();
    }

    std::shared_ptr<const emulator::CardDescription> card_;
};

constexpr const char* lwm2m = R"(
  lwm2m:
    servers:
      - {uri: "coaps://dm.example:5684", short-server-id: 101, security-mode: psk,
         identity: imei-490154203237518, secret-key: 202122232425262728292A2B2C2D2E2F}
)";

constexpr const char* oma_dm = R"(
  oma-dm:
    FLAGS
    target: IMEI:490154203237518
    accounts:
      - node-name: OperatorX
        server-id: mgmt.example
        name: Operator X DM
        pref-con-ref: ./Inbox/Internet
        addresses: [{address: "https://dm.mgmt.example/dm", ports: 443}]
        auth-pref: DIGEST
        credentials:
          - {node-name: C, level: CLCRED, name: Bruce2, secret: OhBehave, nonce: Nonce}
          - {node-name: S, level: SRVCRED, name: mgmt.example, secret: srv-pw-0001, nonce: nonceS}
)";

constexpr const char* provisioning = R"(
  client-provisioning:
    bootstrap:
      ENCODING
      naps: [{id: N1, name: Operator X, address: iot.example}]
      applications:
        - provider-id: mgmt.example
          name: Operator X DM
          to-napid: N1
          addresses: [{address: "https://dm.mgmt.example/dm", ports: 443}]
          credentials:
            - {level: APPSRV, name: Bruce2, secret: OhBehave, nonce: Nonce}
            - {level: CLIENT, name: mgmt.example, secret: srv-pw-0001, nonce: nonceS}
)";

std::string with(std::string text, const std::string& mark, const std::string& words)
{
    return text.replace(text.find(mark), mark.size(), words);
}

TEST_F(Bootstrap, WritesTheLwm2mScenario)
{
    load(std::string{"  token: {serial: \"8988001234567890\", manufacturer: sim-emulator}\n"} +
         lwm2m);
    EXPECT_EQ(body(0x5031), file_of("i_lwm2m", "5031"));
    EXPECT_EQ(body(0x5032), file_of("i_lwm2m", "5032"));
    EXPECT_EQ(body(0x6430), file_of("i_lwm2m", "6430"));
    EXPECT_EQ(body(0x6432), vector_file("lwm2m_bootstrap.json")
                                .at("examples")
                                .at("min_psk")
                                .at("hex")
                                .get<std::string>());
}

TEST_F(Bootstrap, WritesTheOmaDmScenarioBehindPin1)
{
    load(with(oma_dm, "FLAGS", "flags: [private, modifiable]"));
    EXPECT_EQ(body(0x5031), file_of("ii_dm", "5031"));
    EXPECT_EQ(body(0x6430), file_of("ii_dm", "6430"));
    EXPECT_EQ(body(0x6431), file_of("ii_dm", "6431"));
    EXPECT_EQ(body(0x6433), vector_file("oma_dm.json")
                                .at("syncml_bootstrap")
                                .at("wbxml_no_string_table")
                                .get<std::string>());
}

TEST_F(Bootstrap, WritesBareTnds)
{
    load(with(oma_dm, "FLAGS", "format: tnds"));
    EXPECT_EQ(
        body(0x6433),
        vector_file("oma_dm.json").at("tnds_dmacc").at("wbxml_no_string_table").get<std::string>());
}

TEST_F(Bootstrap, WritesClientProvisioningInBothForms)
{
    const auto document = vector_file("oma_cp.json").at("w7_document");
    load(with(provisioning, "ENCODING", ""));
    EXPECT_EQ(body(0x6434), document.at("wbxml_no_string_table").get<std::string>());
    load(with(provisioning, "ENCODING", "encoding: compact"));
    EXPECT_EQ(body(0x6434), document.at("wbxml_minimal_page_switches").get<std::string>());
}

TEST_F(Bootstrap, WritesTheCompleteScenario)
{
    load(std::string{"  token: {serial: \"8988001234567890\", manufacturer: sim-emulator, "
                     "last-update: 20250101120000Z}\n"} +
         lwm2m + with(oma_dm, "FLAGS", "flags: [private, modifiable]") +
         with(provisioning, "ENCODING", "encoding: compact") +
         "    config1: {flags: modifiable, hex: 030B6A00C54503312E310001}\n"
         "    config2: {flags: modifiable, hex: \"" +
         std::string(64, 'F') + "\"}\n");
    EXPECT_EQ(body(0x5032), file_of("iv_all", "5032"));
    EXPECT_EQ(body(0x6430), file_of("iv_all", "6430"));
    EXPECT_EQ(body(0x6431), file_of("iv_all", "6431"));
}

TEST_F(Bootstrap, TakesTheSerialNumberFromTheIccid)
{
    load("  token: {manufacturer: sim-emulator}\n");
    EXPECT_EQ(body(0x5032).substr(0, 30), "302C020100040A8988001234567890");
}

TEST_F(Bootstrap, NeedsNoObjects)
{
    load("  {}\n");
    EXPECT_FALSE(body(0x5031).empty());
}

TEST_F(Bootstrap, KeepsItsEntriesInAFileOfAnotherSize)
{
    load(lwm2m);
    const std::string usual = body(0x6430);
    load(std::string{"  files: {EF.DODF: {size: 300}}\n"} + lwm2m);
    EXPECT_EQ(body(0x6430).size(), 600);
    EXPECT_TRUE(body(0x6430).starts_with(usual.substr(0, 40)));
}

TEST_F(Bootstrap, KnowsTheDefectsOfTheField)
{
    load(with(lwm2m, "  lwm2m:\n",
              "  lwm2m:\n    form: oid\n    label-position: second\n"
              "    oid: double-wrapped\n"));
    EXPECT_EQ(body(0x6430), file_of("xi_nordic_real", "6430"));

    load(with(lwm2m, "  lwm2m:\n", "  lwm2m:\n    path: absolute\n"));
    EXPECT_NE(body(0x6430).find("04063F007F506432"), std::string::npos);

    load(with(lwm2m, "  lwm2m:\n", "  lwm2m:\n    padding: ff\n    size: 256\n"));
    EXPECT_EQ(body(0x6432), vector_file("lwm2m_bootstrap.json")
                                .at("examples")
                                .at("pad_ff")
                                .at("hex")
                                .get<std::string>());

    load(with(lwm2m, "  lwm2m:\n", "  lwm2m:\n    truncate: 10\n"));
    EXPECT_EQ(body(0x6432), vector_file("lwm2m_bootstrap.json")
                                .at("examples")
                                .at("truncated_tail")
                                .at("hex")
                                .get<std::string>());
}

TEST_F(Bootstrap, LeavesPathOrFidOutOnRequest)
{
    const auto dir_record = [this] {
        const auto& files = *card_->files;
        return to_hex(
            files.body(files.child(filesystem::mf_index, filesystem::ef_dir_fid).value()));
    };
    load(std::string{"  path: none\n"} + lwm2m);
    EXPECT_TRUE(dir_record().starts_with("61164F0CA000000063504B43532D31355006504B43533135FF"));
    load(std::string{"  path: 3F007F51\n"} + lwm2m);
    EXPECT_NE(dir_record().find("51043F007F51"), std::string::npos);
    load(std::string{"  fid: none\n"} + lwm2m);
    EXPECT_EQ(card_->files->child(filesystem::mf_index, Fid{0x7F50}), std::nullopt);
}

} // namespace
} // namespace uicc::profiles
