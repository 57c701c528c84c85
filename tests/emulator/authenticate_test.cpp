#include "emulator/applications/usim/usim_definition.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace uicc::test {
namespace {

using emulator::applications::SqnPolicy;
using emulator::applications::UsimParameters;

/// A card whose only file is an ADF.USIM with the keys of a published test set.
class Authenticate : public testing::Test {
protected:
    static nlohmann::json vectors()
    {
        std::ifstream file{TEST_VECTOR_DIR "/milenage.json"};
        return nlohmann::json::parse(file).at("vectors");
    }

    static std::string field(const nlohmann::json& vector, const char* name)
    {
        return to_hex(from_hex(vector.at(name).get<std::string>()));
    }

    static UsimParameters parameters_of(const nlohmann::json& vector)
    {
        UsimParameters parameters{.k = secure_copy(from_hex(field(vector, "k"))),
                                  .opc = secure_copy(from_hex(field(vector, "opc")))};
        parameters.sqn.delta = ~std::uint64_t{0} >> 16U; // published SQNs jump at will
        return parameters;
    }

    /// A new card with a memory of its own.
    CardUnderTest& card(UsimParameters parameters)
    {
        using namespace filesystem;
        ImageBuilder builder{{.name = "MF"}};
        const FileIndex adf =
            builder.add({.kind = FileKind::Adf,
                         .name = "ADF.USIM",
                         .fid = current_adf_fid,
                         .aid = Aid::from(from_hex("A0000000871002FF33FF0189000001")),
                         .parent = mf_index});
        auto description = std::make_shared<emulator::CardDescription>();
        description->files = std::make_shared<const Image>(std::move(builder).build());
        description->applications = {emulator::applications::make_usim(adf, std::move(parameters))};
        card_.emplace(description, store_.emplace());
        card_->send("00A4040C 07 A0000000871002");
        return *card_;
    }

    static std::string in_3g(CardUnderTest& card, const std::string& rand, const std::string& autn)
    {
        return fetch(card, card.send("00880081 22 10" + rand + "10" + autn));
    }

    static std::string in_gsm(CardUnderTest& card, const std::string& rand)
    {
        return fetch(card, card.send("00880080 11 10" + rand));
    }

    static std::string fetch(CardUnderTest& card, const std::string& answer)
    {
        return answer.starts_with("61") ? card.send("00C00000" + answer.substr(2)) : answer;
    }

private:
    std::optional<filesystem::MemoryStore> store_;
    std::optional<CardUnderTest> card_;
};

TEST_F(Authenticate, AnswersThePublishedTestSetsIn3gAndGsmContext)
{
    std::size_t checked = 0;
    for (const auto& vector : vectors()) {
        SCOPED_TRACE(vector.at("name").get<std::string>());
        CardUnderTest& usim = card(parameters_of(vector));
        const std::string kc =
            to_hex(from_hex(vector.at("derived_gsm").at("kc_c3").get<std::string>()));
        const std::string sres =
            to_hex(from_hex(vector.at("derived_gsm").at("sres_c2").get<std::string>()));

        EXPECT_EQ(in_3g(usim, field(vector, "rand"), field(vector, "autn")),
                  "DB08" + field(vector, "f2_res") + "10" + field(vector, "f3_ck") + "10" +
                      field(vector, "f4_ik") + "08" + kc + "9000");
        EXPECT_EQ(in_gsm(usim, field(vector, "rand")), "04" + sres + "08" + kc + "9000");
        // The same SQN once more: AUTS with the SQN just accepted.
        EXPECT_EQ(in_3g(usim, field(vector, "rand"), field(vector, "autn")),
                  "DC0E" + field(vector, "auts_if_sqn_ms_equals_sqn") + "9000");
        ++checked;
    }
    EXPECT_GE(checked, 19U);
}

TEST_F(Authenticate, RemembersTheSequenceNumberAcrossRestarts)
{
    const auto vector = vectors().front();
    CardUnderTest& usim = card(parameters_of(vector));
    EXPECT_TRUE(in_3g(usim, field(vector, "rand"), field(vector, "autn")).starts_with("DB"));
    usim.restart();
    usim.send("00A4040C 07 A0000000871002");
    EXPECT_TRUE(in_3g(usim, field(vector, "rand"), field(vector, "autn")).starts_with("DC"));
}

TEST_F(Authenticate, RefusesAWrongMacAndChangesNothing)
{
    const auto vector = vectors().front();
    CardUnderTest& usim = card(parameters_of(vector));
    std::string autn = field(vector, "autn");
    autn.back() = autn.back() == '0' ? '1' : '0';
    EXPECT_EQ(in_3g(usim, field(vector, "rand"), autn), "9862");
    EXPECT_TRUE(in_3g(usim, field(vector, "rand"), field(vector, "autn")).starts_with("DB"));
}

TEST_F(Authenticate, GivesKcInThe3gContextOnlyWithService27)
{
    const auto vector = vectors().front();
    UsimParameters parameters = parameters_of(vector);
    parameters.kc_in_3g = false;
    CardUnderTest& usim = card(std::move(parameters));
    EXPECT_EQ(in_3g(usim, field(vector, "rand"), field(vector, "autn")).size(),
              2 * (1 + 9 + 17 + 17 + 2U));
}

TEST_F(Authenticate, RefusesTheGsmContextWithoutService38)
{
    UsimParameters parameters = parameters_of(vectors().front());
    parameters.gsm_context = false;
    CardUnderTest& usim = card(std::move(parameters));
    EXPECT_EQ(in_gsm(usim, std::string(32, '0')), "9864");
}

TEST_F(Authenticate, TruncatesResWhenTheProfileSaysSo)
{
    const auto vector = vectors().front();
    UsimParameters parameters = parameters_of(vector);
    parameters.res_size = 4;
    CardUnderTest& usim = card(std::move(parameters));
    EXPECT_TRUE(in_3g(usim, field(vector, "rand"), field(vector, "autn"))
                    .starts_with("DB04" + field(vector, "f2_res").substr(0, 8) + "10"));
}

TEST_F(Authenticate, ChecksLengthsContextAndState)
{
    CardUnderTest& usim = card(parameters_of(vectors().front()));
    const std::string zeros(32, '0');
    EXPECT_EQ(usim.send("00880081 21 10" + zeros + "0F" + zeros.substr(2)), "6700");
    EXPECT_EQ(usim.send("00880081 22 11" + zeros + "10" + zeros), "6A80");
    EXPECT_EQ(usim.send("00880081 22 10" + zeros + "0F" + zeros), "6A80");
    EXPECT_EQ(usim.send("00880080 10 10" + zeros.substr(2)), "6700");
    EXPECT_EQ(usim.send("00880080 11 0F" + zeros), "6A80");
    EXPECT_EQ(usim.send("00880082 11 10" + zeros), "6A86");
    EXPECT_EQ(usim.send("00880084 23 DD10" + zeros + "10" + zeros), "9864") << "no GBA";
    EXPECT_EQ(usim.send("00880001 11 10" + zeros), "6A86");
    EXPECT_EQ(usim.send("00880180 11 10" + zeros), "6A86");
    EXPECT_EQ(usim.send("0088008100"), "6700");
    usim.send("00A40444 07 A0000000871002");
    EXPECT_EQ(usim.send("00880080 11 10" + zeros), "6985");
}

TEST(AuthenticateOnTheTestCard, NeedsThePinOfTheApplication)
{
    CardUnderTest card;
    const std::string command = "00880080 11 10" + std::string(32, '0');
    EXPECT_EQ(card.send(command), "6985");
    card.send("00A4040C 0A A0000000871002FF33FF");
    EXPECT_EQ(card.send(command), "6982");
    card.send("00200001 08 31323334FFFFFFFF");
    EXPECT_EQ(card.send(command), "610E");
    card.send("00A4040C 05 A000000063");
    EXPECT_EQ(card.send(command), "6985");
}

} // namespace
} // namespace uicc::test
