#include "tests/emulator/aka_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::test {
namespace {

namespace aka = emulator::applications::aka;

nlohmann::json vectors()
{
    return vector_list("milenage.json", "vectors");
}

aka::Parameters parameters_of(const nlohmann::json& vector)
{
    return {.algorithm =
                aka::MilenageParameters{.k = secure_copy(from_hex(field(vector, "k"))),
                                        .opc = secure_copy(from_hex(field(vector, "opc")))},
            .sqn = any_jump()};
}

TEST(Authenticate, AnswersThePublishedTestSetsIn3gAndGsmContext)
{
    std::size_t checked = 0;
    for (const auto& vector : vectors()) {
        SCOPED_TRACE(vector.at("name").get<std::string>());
        AkaCard usim{{.usim = parameters_of(vector)}};
        const std::string kc =
            to_hex(from_hex(vector.at("derived_gsm").at("kc_c3").get<std::string>()));
        const std::string sres =
            to_hex(from_hex(vector.at("derived_gsm").at("sres_c2").get<std::string>()));

        EXPECT_EQ(usim.in_3g(field(vector, "rand"), field(vector, "autn")),
                  "DB08" + field(vector, "f2_res") + "10" + field(vector, "f3_ck") + "10" +
                      field(vector, "f4_ik") + "08" + kc + "9000");
        EXPECT_EQ(usim.in_gsm(field(vector, "rand")), "04" + sres + "08" + kc + "9000");
        // The same SQN once more: AUTS with the SQN just accepted.
        EXPECT_EQ(usim.in_3g(field(vector, "rand"), field(vector, "autn")),
                  "DC0E" + field(vector, "auts_if_sqn_ms_equals_sqn") + "9000");
        ++checked;
    }
    EXPECT_GE(checked, 19U);
}

TEST(Authenticate, RemembersTheSequenceNumberAcrossRestarts)
{
    const auto vector = vectors().front();
    AkaCard usim{{.usim = parameters_of(vector)}};
    EXPECT_TRUE(usim.in_3g(field(vector, "rand"), field(vector, "autn")).starts_with("DB"));
    usim.restart();
    EXPECT_TRUE(usim.in_3g(field(vector, "rand"), field(vector, "autn")).starts_with("DC"));
}

TEST(Authenticate, RefusesAWrongMacAndChangesNothing)
{
    const auto vector = vectors().front();
    AkaCard usim{{.usim = parameters_of(vector)}};
    std::string autn = field(vector, "autn");
    autn.back() = autn.back() == '0' ? '1' : '0';
    EXPECT_EQ(usim.in_3g(field(vector, "rand"), autn), "9862");
    EXPECT_TRUE(usim.in_3g(field(vector, "rand"), field(vector, "autn")).starts_with("DB"));
}

TEST(Authenticate, GivesKcInThe3gContextOnlyWithService27)
{
    const auto vector = vectors().front();
    aka::Parameters parameters = parameters_of(vector);
    parameters.kc_in_3g = false;
    AkaCard usim{{.usim = parameters}};
    EXPECT_EQ(usim.in_3g(field(vector, "rand"), field(vector, "autn")).size(),
              2 * (1 + 9 + 17 + 17 + 2U));
}

TEST(Authenticate, RefusesTheGsmContextWithoutService38)
{
    aka::Parameters parameters = parameters_of(vectors().front());
    parameters.gsm_context = false;
    AkaCard usim{{.usim = parameters}};
    EXPECT_EQ(usim.in_gsm(std::string(32, '0')), "9864");
}

TEST(Authenticate, TruncatesResWhenTheProfileSaysSo)
{
    const auto vector = vectors().front();
    aka::Parameters parameters = parameters_of(vector);
    std::get<aka::MilenageParameters>(parameters.algorithm).res_size = 4;
    AkaCard usim{{.usim = parameters}};
    EXPECT_TRUE(usim.in_3g(field(vector, "rand"), field(vector, "autn"))
                    .starts_with("DB04" + field(vector, "f2_res").substr(0, 8) + "10"));
    EXPECT_TRUE(usim.in_gsm(field(vector, "rand"))
                    .starts_with("04" + field(vector, "f2_res").substr(0, 8) + "08"))
        << "c2 sees the RES that the network has";
}

TEST(Authenticate, ChecksLengthsContextAndState)
{
    AkaCard usim{{.usim = parameters_of(vectors().front())}};
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
