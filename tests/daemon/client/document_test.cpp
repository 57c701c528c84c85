#include "daemon/client/content/judgement.hpp"
#include "tests/emulator/dm/examples.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::daemon::client::content {
namespace {

using test::dm_vectors;
using test::octets;

Bytes dm_vector(const char* group, const char* name)
{
    return octets(dm_vectors("oma_dm").at(group).at(name));
}

void expect_one_account(const Judgement& judgement)
{
    EXPECT_EQ(judgement.verdict, Verdict::Usable);
    ASSERT_EQ(judgement.accounts.size(), 1U);
    EXPECT_EQ(judgement.accounts[0].id, "mgmt.example");
    EXPECT_EQ(judgement.accounts[0].server, "https://dm.mgmt.example/dm");
    EXPECT_EQ(judgement.accounts[0].security, "digest");
}

TEST(DmContent, IsUnderstoodInEveryForm)
{
    for (const char* name : {"wbxml_no_string_table", "wbxml_with_string_table", "wbxml_anonymous",
                             "wbxml_inline_page2"}) {
        SCOPED_TRACE(name);
        expect_one_account(judge_dm(dm_vector("syncml_bootstrap", name), {}));
    }
    for (const char* name :
         {"wbxml_no_string_table", "wbxml_with_string_table", "wbxml_anonymous"}) {
        SCOPED_TRACE(name);
        expect_one_account(judge_dm(dm_vector("tnds_dmacc", name), {}));
    }
}

TEST(DmContent, MayBeFollowedByFillAndNothingElse)
{
    Bytes file = dm_vector("syncml_bootstrap", "wbxml_no_string_table");
    file.resize(2000, 0xFF);
    expect_one_account(judge_dm(file, {}));
    file.back() = 0x01;
    EXPECT_EQ(judge_dm(file, {}).verdict, Verdict::Malformed);
    EXPECT_EQ(judge_dm(Bytes(64, 0xFF), {}).verdict, Verdict::Absent);
}

TEST(DmContent, CutAnywhereIsNeverUsed)
{
    const Bytes whole = dm_vector("syncml_bootstrap", "wbxml_no_string_table");
    for (std::size_t size = 1; size < whole.size(); size += 7) {
        EXPECT_EQ(judge_dm(ByteView{whole}.first(size), {}).verdict, Verdict::Malformed) << size;
    }
}

TEST(DmContent, IsNoProvisioningDocumentAndTheOtherWayRound)
{
    const Bytes provisioning = *emulator::dm::encode(test::w7_provisioning());
    EXPECT_EQ(judge_dm(provisioning, {}).verdict, Verdict::Malformed);
    const Bytes message = dm_vector("syncml_bootstrap", "wbxml_no_string_table");
    EXPECT_EQ(judge_cp(message, {}).verdict, Verdict::Malformed);
    EXPECT_EQ(judge_lwm2m(message, {}).verdict, Verdict::Malformed);
}

TEST(DmContent, TellsNoSecretAndNoticesThatOneChanged)
{
    auto values = test::dm_bootstrap();
    const Judgement before = judge_dm(*emulator::dm::encode(values), {});
    values.accounts[0].credentials[0].secret = test::secret_of("OhBehave2");
    const Judgement after = judge_dm(*emulator::dm::encode(values), {});
    EXPECT_NE(before.accounts.at(0).digest, after.accounts.at(0).digest);
    EXPECT_EQ(after.accounts.at(0).digest.find("OhBehave"), std::string::npos);
}

TEST(CpContent, IsUnderstoodInEveryForm)
{
    for (const char* name :
         {"wbxml_no_string_table", "wbxml_with_string_table", "wbxml_minimal_page_switches"}) {
        SCOPED_TRACE(name);
        expect_one_account(judge_cp(octets(dm_vectors("oma_cp").at("w7_document").at(name)), {}));
    }
}

TEST(CpContent, CutAnywhereIsNeverUsed)
{
    const Bytes whole =
        octets(dm_vectors("oma_cp").at("w7_document").at("wbxml_minimal_page_switches"));
    for (std::size_t size = 1; size < whole.size(); ++size) {
        EXPECT_EQ(judge_cp(ByteView{whole}.first(size), {}).verdict, Verdict::Malformed) << size;
    }
    EXPECT_EQ(judge_cp(Bytes(64, 0xFF), {}).verdict, Verdict::Absent);
}

TEST(CpContent, CutOffIsUsedByACarelessClient)
{
    Conduct careless;
    careless.break_rule(Rule::AcceptMalformed);
    Bytes file = octets(dm_vectors("oma_cp").at("w7_document").at("wbxml_minimal_page_switches"));
    file.resize(file.size() - 10);
    expect_one_account(judge_cp(file, careless));
}

TEST(CpContent, OfAnOldDraftIsMalformed)
{
    auto values = test::w7_provisioning();
    values.form = emulator::dm::CpForm::Compact;
    values.auth_tokens = emulator::dm::CpAuthTokens::OldDraft;
    values.allow_defects = true;
    EXPECT_EQ(judge_cp(*emulator::dm::encode(values), {}).verdict, Verdict::Malformed);
}

TEST(CpContent, IsAboutDeviceManagementOnly)
{
    auto values = test::w7_provisioning();
    values.applications[0].app_id = "w2";
    const Judgement judgement = judge_cp(*emulator::dm::encode(values), {});
    EXPECT_EQ(judgement.verdict, Verdict::Usable);
    EXPECT_TRUE(judgement.accounts.empty());
}

} // namespace
} // namespace uicc::daemon::client::content
