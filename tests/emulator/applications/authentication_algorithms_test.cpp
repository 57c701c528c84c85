#include "tests/emulator/aka_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

/// AUTHENTICATE under algorithms other than Milenage, and under other rules for SQN and AMF.
namespace uicc::test {
namespace {

namespace aka = emulator::applications::aka;

SecureBytes secret(const nlohmann::json& vector, const char* name)
{
    return secure_copy(from_hex(field(vector, name)));
}

aka::Parameters tuak_of(const nlohmann::json& vector)
{
    return {.algorithm = aka::TuakParameters{.k = secret(vector, "k"),
                                             .topc = secret(vector, "topc"),
                                             .sizes = {.mac = vector.at("mac_len_bytes"),
                                                       .res = vector.at("res_len_bytes"),
                                                       .ck = vector.at("ck_len_bytes"),
                                                       .ik = vector.at("ik_len_bytes")},
                                             .iterations = vector.at("keccak_iterations")},
            .sqn = any_jump()};
}

aka::Parameters xor_of(const nlohmann::json& vector)
{
    aka::Parameters parameters{.algorithm = aka::XorParameters{.k = secret(vector, "k")},
                               .sqn = any_jump()};
    parameters.sqn.ind_bits = 0; // some SQNs have no SEQ otherwise
    return parameters;
}

TEST(AuthenticateWithTuak, AnswersThePublishedSetsInEverySize)
{
    int checked = 0;
    for (const auto& vector : vector_list("tuak.json", "vectors")) {
        SCOPED_TRACE(text_of(vector, "name"));
        aka::Parameters parameters = tuak_of(vector);
        parameters.kc_in_3g = false;
        AkaCard usim{{.usim = parameters}};
        const std::string autn = field(vector.at("generated"), "autn_layout_sqnak_amf_mac");
        const std::string auts = field(vector.at("generated"), "auts_if_sqn_ms_equals_sqn_amf0000");
        EXPECT_EQ(usim.in_3g(field(vector, "rand"), autn),
                  "DB" + with_length(field(vector, "f2_res")) +
                      with_length(field(vector, "f3_ck")) + with_length(field(vector, "f4_ik")) +
                      "9000");
        EXPECT_EQ(usim.in_3g(field(vector, "rand"), autn), "DC" + with_length(auts) + "9000");
        ++checked;
    }
    EXPECT_EQ(checked, 6);
}

TEST(AuthenticateWithTuak, ConvertsLongKeysForGsm)
{
    const auto vector = vector_list("tuak.json", "vectors").at(5);
    AkaCard usim{{.usim = tuak_of(vector)}};
    // The words of RES xored, and the 64-bit quarters of CK and IK.
    const std::string answer = usim.in_gsm(field(vector, "rand"));
    EXPECT_EQ(answer, "041ECDA2EC08C093FF6179B8041D9000");
}

TEST(AuthenticateWithTuak, WantsAnAutnWithItsMac)
{
    const auto vector = vector_list("tuak.json", "vectors").at(1); // a MAC of 16 octets
    AkaCard usim{{.usim = tuak_of(vector)}};
    EXPECT_EQ(usim.in_3g(field(vector, "rand"), std::string(32, '0')), "6700");
    EXPECT_EQ(usim.in_3g(field(vector, "rand"), std::string(48, '0')), "9862");
}

TEST(AuthenticateWithXor, AnswersTheTestSets)
{
    int checked = 0;
    for (const auto& vector : vector_list("xor.json", "vectors_3g")) {
        SCOPED_TRACE(vector.dump());
        AkaCard usim{{.usim = xor_of(vector)}};
        const std::string kc = with_length(field(vector, "kc_c3"));
        EXPECT_EQ(usim.in_3g(field(vector, "rand"), field(vector, "autn")),
                  "DB" + with_length(field(vector, "res")) + with_length(field(vector, "ck")) +
                      with_length(field(vector, "ik")) + kc + "9000");
        EXPECT_EQ(usim.in_3g(field(vector, "rand"), field(vector, "autn")),
                  "DC" + with_length(field(vector, "auts_amf0000")) + "9000");
        EXPECT_EQ(usim.in_gsm(field(vector, "rand")),
                  with_length(field(vector, "sres_c2")) + kc + "9000");
        ++checked;
    }
    EXPECT_EQ(checked, 6);
}

TEST(AuthenticateWithXor, GivesTheBeginningOfRes)
{
    const auto vector = vector_list("xor.json", "vectors_3g").at(3);
    aka::Parameters parameters = xor_of(vector);
    std::get<aka::XorParameters>(parameters.algorithm).res_size = 5;
    AkaCard usim{{.usim = parameters}};
    EXPECT_TRUE(usim.in_3g(field(vector, "rand"), field(vector, "autn"))
                    .starts_with("DB05" + field(vector, "res").substr(0, 10) + "10"));
}

struct GsmCase {
    const char* name;
    aka::GsmAlgorithm algorithm;
};

TEST(AuthenticateInGsm, AnswersWithAnAlgorithmOfItsOwn)
{
    int checked = 0;
    for (const GsmCase& one : {GsmCase{"COMP128v1", aka::GsmAlgorithm::Comp128_1},
                               {"COMP128v2", aka::GsmAlgorithm::Comp128_2},
                               {"COMP128v3", aka::GsmAlgorithm::Comp128_3}}) {
        for (const auto& vector : vector_list("comp128.json", "vectors")) {
            if (text_of(vector, "algorithm") != one.name) {
                continue;
            }
            aka::Parameters parameters = xor_of({{"k", std::string(32, '0')}});
            parameters.gsm = {one.algorithm, secret(vector, "ki")};
            AkaCard usim{{.usim = parameters}};
            EXPECT_EQ(usim.in_gsm(field(vector, "rand")),
                      "04" + field(vector, "sres") + "08" + field(vector, "kc") + "9000");
            ++checked;
            break;
        }
    }
    EXPECT_EQ(checked, 3);
    const auto vector = vector_list("xor.json", "vectors_2g").at(0);
    aka::Parameters parameters = xor_of({{"k", std::string(32, '1')}});
    parameters.gsm = {aka::GsmAlgorithm::Xor, secret(vector, "ki")};
    AkaCard usim{{.usim = parameters}};
    EXPECT_EQ(usim.in_gsm(field(vector, "rand")),
              "04" + field(vector, "sres") + "08" + field(vector, "kc") + "9000");
}

/// The test USIM with K = RAND, so that AUTN is SQN, AMF, and both once more as the MAC.
class AuthenticateUnderAPolicy : public testing::Test {
protected:
    static aka::Parameters parameters()
    {
        return {.algorithm = aka::XorParameters{.k = SecureBytes(16)}, .kc_in_3g = false};
    }

    static std::string answer(AkaCard& usim, const std::string& sqn, const std::string& amf)
    {
        return usim.in_3g(std::string(32, '0'), sqn + amf + sqn + amf).substr(0, 4);
    }
};

TEST_F(AuthenticateUnderAPolicy, TakesAnySqnWhenTheProfileDoesNotCheck)
{
    aka::Parameters lenient = parameters();
    AkaCard strict{{.usim = lenient}};
    EXPECT_EQ(answer(strict, "000000000000", "8000"), "DC0E");
    lenient.sqn.checked = false;
    AkaCard usim{{.usim = lenient}};
    EXPECT_EQ(answer(usim, "000000000000", "8000"), "DB10");
    EXPECT_EQ(answer(usim, "FFFFFFFFFFFF", "8000"), "DB10");
    EXPECT_EQ(answer(usim, "000000000020", "8000"), "DB10");
}

TEST_F(AuthenticateUnderAPolicy, ResynchronisesWhenAmfAsksForIt)
{
    aka::Parameters asked = parameters();
    asked.amf.resynchronise = 0xFFFF;
    AkaCard usim{{.usim = asked}};
    EXPECT_EQ(answer(usim, "000000000040", "8000"), "DB10");
    EXPECT_EQ(answer(usim, "000000000060", "FFFF"), "DC0E");
    usim.send("00880081 22 10" + std::string(32, '0') + "10 000000000060FFFF000000000060FFFF");
    EXPECT_EQ(usim.reason(), "AUTS, AMF FFFF asks to resynchronise");
    EXPECT_EQ(usim.in_3g(std::string(32, '0'), "000000000060FFFF000000000060FFFF"),
              "DC0E00000000004000000000004000009000");
    EXPECT_EQ(answer(usim, "000000000060", "8000"), "DB10") << "the SQN was not taken";
}

TEST_F(AuthenticateUnderAPolicy, RefusesASeparationBitThatTheProfileDoesNotWant)
{
    using aka::SeparationBit;
    aka::Parameters policy = parameters();
    policy.amf.separation_bit = SeparationBit::Set;
    AkaCard eps{{.usim = policy}};
    EXPECT_EQ(answer(eps, "000000000020", "7FFF"), "9862");
    EXPECT_EQ(eps.reason(), "the separation bit of AMF is not as the profile wants it");
    EXPECT_EQ(answer(eps, "000000000020", "8000"), "DB10") << "the SQN was not taken before";
    policy.amf.separation_bit = SeparationBit::Clear;
    AkaCard umts{{.usim = policy}};
    EXPECT_EQ(answer(umts, "000000000020", "8000"), "9862");
    EXPECT_EQ(answer(umts, "000000000020", "7FFF"), "DB10");
}

TEST_F(AuthenticateUnderAPolicy, SaysWhyAnSqnIsNotFresh)
{
    aka::Parameters policy = parameters();
    policy.sqn = {.delta = 0x100, .age_limit = 0x10};
    AkaCard usim{{.usim = policy}};
    const auto reason_for = [&usim](const std::string& sqn) {
        // GET RESPONSE would leave no reason behind.
        usim.send("00880081 22 10" + std::string(32, '0') + "10" + sqn + "8000" + sqn + "8000");
        return usim.reason();
    };
    EXPECT_EQ(reason_for("000000000400"), ""); // SEQ 20 of IND 0
    EXPECT_EQ(reason_for("000000000400"),
              "AUTS, SQN 000000000400 (SEQ 32, IND 0) is not above SEQ 32 of its IND");
    EXPECT_EQ(reason_for("000000002421"), "AUTS, SQN 000000002421 (SEQ 289, IND 1) is more than "
                                          "delta (256) above 32, the highest SEQ");
    EXPECT_EQ(reason_for("000000000201"), "AUTS, SQN 000000000201 (SEQ 16, IND 1) is the age limit "
                                          "(16) or more below 32, the highest SEQ");
}

} // namespace
} // namespace uicc::test
