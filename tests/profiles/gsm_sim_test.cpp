#include "profiles/loader/load_profile.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

/// Class A0 on cards that come from profiles.
namespace uicc::profiles {
namespace {

using test::CardUnderTest;

constexpr const char* card = R"(vuicc: 1
iccid: "8988001234567890126"
)";

constexpr const char* usim = R"(usim:
  imsi: "001010123456789"
  milenage: {k: 465b5ce8b199b49faa5f0a2ee238a6bc, opc: cd63cb71954a9f4e48a5994e37a02baf}
)";

using Description = std::shared_ptr<const emulator::CardDescription>;

Description load(const std::string& text)
{
    auto loaded = load_profile_text(text, "card.yaml");
    EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().front().to_string());
    return loaded.value();
}

std::string first_mistake(const std::string& text)
{
    const auto loaded = load_profile_text(text, "card.yaml");
    return loaded ? std::string{} : loaded.error().front().to_string();
}

Description shipped(const std::string& name)
{
    return load_profile(std::string{PROJECT_SOURCE_DIR "/profiles/cards/"} + name).value();
}

/// A card in a reader.
struct InReader {
    explicit InReader(Description description) : card{std::move(description), store} {}

    /// The answer of a class A0 command, fetched.
    std::string fetch(std::string_view command)
    {
        const std::string answer = card.send(command);
        return answer.starts_with("9F") ? card.send("A0C00000" + answer.substr(2)) : answer;
    }

    filesystem::MemoryStore store;
    CardUnderTest card;
};

std::string run_algorithm(const std::string& gsm, const std::string& rand)
{
    InReader reader{load(card + gsm)};
    reader.card.send("A0A40000 02 7F20");
    return reader.fetch("A0880000 10" + rand);
}

TEST(GsmSim, ThatComesAlongSaysWhoItIs)
{
    const Description description = shipped("gsm-sim.yaml");
    EXPECT_EQ(identity_of(*description).imsi, "001010000000021");
    InReader reader{description};
    reader.card.send("A0A40000 02 2FE2");
    EXPECT_EQ(reader.card.send("A0B000000A").substr(20), "9000");
    reader.card.send("A0A40000 02 7F20");
    reader.card.send("A0A40000 02 6F07");
    EXPECT_EQ(reader.card.send("A0B0000009"), "0809101000000000129000");
    EXPECT_EQ(reader.card.send("A0A40000 02 7FFF"), "9404");
    EXPECT_EQ(reader.card.send("00A40004 02 3F00"), "6E00");
}

std::string imsi_of_gsm(const std::string& gsm)
{
    InReader reader{load(std::string{card} + usim + gsm)};
    reader.card.send("A0A40000 02 7F20");
    reader.card.send("A0A40000 02 6F07");
    const std::string imsi = reader.card.send("A0B0000009");
    reader.card.send("A0A40000 02 6F78");
    return imsi + " " + reader.card.send("A0B0000002");
}

TEST(GsmSim, BesideAUsimHasItsImsiUnlessItSaysAnother)
{
    EXPECT_EQ(imsi_of_gsm("gsm: {}\n"), "0809101010325476989000 02009000");
    EXPECT_EQ(imsi_of_gsm("gsm: {files: {EF.ACC: {hex: \"0001\"}}}\n"),
              "0809101010325476989000 00019000");
    EXPECT_EQ(imsi_of_gsm("mf: {files: {DF.GSM: }}\n"), "0809101010325476989000 02009000");
    EXPECT_EQ(imsi_of_gsm("gsm: {imsi: \"001010000000021\"}\n"), "0809101000000000129000 00029000");
    EXPECT_EQ(imsi_of_gsm("gsm: {files: {EF.IMSI: {hex: FF}}}\n"),
              "FFFFFFFFFFFFFFFFFF9000 FFFF9000");
}

TEST(GsmSim, HasAChv2OfItsOwn)
{
    InReader reader{shipped("gsm-sim.yaml")};
    EXPECT_EQ(reader.card.send("A0A40000 02 7F10"), "9F16");
    EXPECT_EQ(reader.card.send("A0A40000 02 6F3B"), "9F0F");
    const std::string record = "A0DC0104 1C" + std::string(56, '0');
    EXPECT_EQ(reader.card.send(record), "9804");
    EXPECT_EQ(reader.card.send("A0200002 08 35363738FFFFFFFF"), "9000");
    EXPECT_EQ(reader.card.send(record), "9000");
}

TEST(GsmSim, RunsTheAlgorithmOfItsProfile)
{
    std::ifstream comp128{TEST_VECTOR_DIR "/comp128.json"};
    std::map<std::string, unsigned> seen;
    const auto vectors = nlohmann::json::parse(comp128).at("vectors");
    for (const auto& vector : vectors) {
        const auto name = vector.at("algorithm").get<std::string>();
        if (++seen[name] > 3) {
            continue;
        }
        const std::string gsm = "gsm: {imsi: \"001010000000021\", algorithm: comp128-" +
                                std::string{name.back()} + ", ki: \"" +
                                vector.at("ki").get<std::string>() + "\"}\n";
        EXPECT_EQ(run_algorithm(gsm, vector.at("rand").get<std::string>()),
                  test::to_hex(test::from_hex(vector.at("sres").get<std::string>() +
                                              vector.at("kc").get<std::string>())) +
                      "9000");
    }
    EXPECT_EQ(seen.size(), 3U);
    const std::string rand = "23553CBE9637A89D218AE64DAE47BF35";
    EXPECT_EQ(run_algorithm("gsm: {imsi: \"001010000000021\", algorithm: milenage,"
                            " ki: 465b5ce8b199b49faa5f0a2ee238a6bc,"
                            " opc: cd63cb71954a9f4e48a5994e37a02baf}\n",
                            rand),
              "46F8416AEAE4BE823AF9A08B9000");
    EXPECT_EQ(run_algorithm("gsm: {imsi: \"001010000000021\", algorithm: milenage,"
                            " ki: 465b5ce8b199b49faa5f0a2ee238a6bc,"
                            " op: cdc202d5123e20f62b6d676ac72cb318}\n",
                            rand),
              "46F8416AEAE4BE823AF9A08B9000");
    EXPECT_EQ(run_algorithm("gsm: {imsi: \"001010000000021\", algorithm: xor,"
                            " ki: 000102030405060708090A0B0C0D0E0F}\n",
                            "FF000000FFFFFFFF00000000FF000000"),
              "FF010203FBFAF9F808090A0B9000");
}

TEST(GsmSim, AsksTheUsimWithoutAnAlgorithmOfItsOwn)
{
    const std::string gsm = "gsm: {imsi: \"001010123456789\"}\n";
    EXPECT_EQ(run_algorithm(usim + gsm, "23553CBE9637A89D218AE64DAE47BF35"),
              "46F8416AEAE4BE823AF9A08B9000");
}

TEST(GsmSim, DecidesWithItsFilesWhichClassesThereAre)
{
    const std::string gsm = "gsm: {imsi: \"001010123456789\"}\n";
    const auto answers = [](const std::string& text) {
        InReader reader{load(text)};
        return reader.card.send("00A4000C 02 3F00") + " " + reader.card.send("A0A40000 02 3F00");
    };
    EXPECT_EQ(answers(card + std::string{usim}), "9000 6E00");
    EXPECT_EQ(answers(card + (usim + gsm)), "9000 9F16");
    EXPECT_EQ(answers(card + std::string{"mf: {files: {DF.GSM: {files: {EF.IMSI: {imsi: "
                                         "\"001010123456789\"}}}}}\n"}),
              "9000 9F16");
    EXPECT_EQ(answers(card + (usim + gsm) + "behaviour: {classes: uicc}\n"), "9000 6E00");
    EXPECT_EQ(answers(card + (usim + gsm) + "behaviour: {classes: gsm}\n"), "6E00 9F16");
    EXPECT_EQ(answers(card + std::string{"behaviour: {classes: both}\n"}), "9000 9F16");
}

TEST(GsmSim, MistakesAreNamed)
{
    const std::string imsi = "imsi: \"001010000000021\"";
    EXPECT_EQ(first_mistake(card + ("gsm: {" + imsi + "}\n")),
              "card.yaml:3:6: ki and algorithm are missing here (TS 51.011 §8.16)");
    EXPECT_EQ(first_mistake(card + ("gsm: {" + imsi + ", algorithm: xor}\n")),
              "card.yaml:3:6: ki is missing here (TS 51.011 §8.16)");
    EXPECT_NE(first_mistake(card + ("gsm: {" + imsi + ", algorithm: a5, ki: 00}\n")), "");
    EXPECT_NE(first_mistake(card + ("gsm: {" + imsi + ", algorithm: comp128-1, ki: 00}\n")), "");
    const std::string ki = ", ki: 000102030405060708090A0B0C0D0E0F";
    const std::string opc = ", opc: 000102030405060708090A0B0C0D0E0F";
    EXPECT_NE(first_mistake(card + ("gsm: {" + imsi + ", algorithm: milenage" + ki + "}\n"))
                  .find("opc or op is missing here"),
              std::string::npos);
    EXPECT_NE(first_mistake(card + ("gsm: {" + imsi + ", algorithm: xor" + ki + opc + "}\n"))
                  .find("only milenage has an operator key"),
              std::string::npos);
}

TEST(GsmSim, IsAnotherCardWithAnotherKey)
{
    const auto hash = [](const std::string& changes) {
        return load(card + ("gsm: {imsi: \"001010000000021\", " + changes + "}\n"))->profile_hash;
    };
    const std::string base = hash("algorithm: xor, ki: 000102030405060708090A0B0C0D0E0F");
    EXPECT_NE(base, hash("algorithm: xor, ki: 000102030405060708090A0B0C0D0E10"));
    EXPECT_NE(base, hash("algorithm: comp128-1, ki: 000102030405060708090A0B0C0D0E0F"));
    EXPECT_NE(load(card + std::string{"behaviour: {classes: both}\n"})->profile_hash,
              load(card)->profile_hash);
}

TEST(GsmSim, ComputesWhatTheUsimComputes)
{
    InReader reader{shipped("usim-and-sim.yaml")};
    const std::string rand = "23553CBE9637A89D218AE64DAE47BF35";
    reader.card.send("A0A40000 02 7F20");
    EXPECT_EQ(reader.fetch("A0880000 10" + rand), "46F8416AEAE4BE823AF9A08B9000");
    reader.card.send("00A4040C 07 A0000000871002");
    EXPECT_EQ(reader.card.send("00880080 11 10" + rand), "610E");
    EXPECT_EQ(reader.card.send("00C000000E"), "0446F8416A08EAE4BE823AF9A08B9000");
}

TEST(SharedFiles, AreOneUnderTwoNames)
{
    InReader reader{shipped("usim-and-sim.yaml")};
    CardUnderTest& both = reader.card;
    EXPECT_EQ(both.send("A0A40000 02 7F20"), "9F16");
    EXPECT_EQ(both.send("A0A40000 02 6F07"), "9F0F");
    EXPECT_EQ(both.send("A0B0000009"), "0809101000000000229000");
    EXPECT_EQ(reader.fetch("A0A40000 02 6F7E"), "0000000B6F7E040011FF14010200009000");
    EXPECT_EQ(both.send("A0D60004 05 00F1100001"), "9000");

    both.send("00A4040C 07 A0000000871002");
    both.send("00A4000C 02 6F7E");
    EXPECT_EQ(both.send("00B0000009"), "FFFFFFFF00F11000019000");
    both.send("00A4000C 02 6F3C");
    const std::string message = "01" + std::string(350, 'A');
    EXPECT_EQ(both.send("00DC0104 B0" + message), "9000");

    both.send("A0A40000 02 7F10");
    both.send("A0A40000 02 6F3C");
    EXPECT_EQ(both.send("A0B20104B0"), message + "9000");
    both.restart();
    both.send("A0A40000 02 7F10");
    both.send("A0A40000 02 6F3C");
    EXPECT_EQ(both.send("A0B20104B0"), message + "9000");
}

TEST(SharedFiles, MakeAnotherCard)
{
    const auto hash = [](const std::string& pl) {
        return load(card + std::string{usim} + "mf: {files: {EF.PL: {" + pl + "}}}\n")
            ->profile_hash;
    };
    EXPECT_NE(hash("same-as: ADF.USIM/EF.ACC"), hash("hex: \"0200\""));
}

TEST(SharedFiles, LeadSomewhere)
{
    const auto mistake = [](const std::string& files) {
        return first_mistake(card + std::string{usim} + "mf: {files: {" + files + "}}\n");
    };
    EXPECT_EQ(mistake("EF.PL: {same-as: ADF.USIM/EF.ACC}"), "");
    EXPECT_EQ(mistake("EF.PL: {same-as: ADF.USIM/EF.NONE}"),
              "card.yaml:6:31: ADF.USIM/EF.NONE is no EF of this card; one is named as in "
              "ADF.USIM/EF.IMSI");
    EXPECT_NE(mistake("EF.PL: {same-as: ADF.USIM}"), "");
    EXPECT_EQ(mistake("EF.PL: {same-as: EF.PL}"), "card.yaml:6:31: EF.PL has no body of its own");
    EXPECT_NE(mistake("EF.PL: {same-as: ADF.USIM/EF.ACC, size: 4}"), "");
    EXPECT_NE(mistake("EF.PL: {same-as: ADF.USIM/EF.ACC, languages: [en]}"), "");
    EXPECT_EQ(mistake("EF.Own: {fcp: 621A8205422100050383022F468A01078B032F06018002000F8801D8, "
                      "same-as: EF.ICCID}"),
              "card.yaml:6:95: EF.ICCID is not of the size that the FCP here says");
    EXPECT_NE(mistake("EF.PL: {same-as: EF.UMPC}, EF.UMPC: {same-as: ADF.USIM/EF.ACC}"), "");
}

} // namespace
} // namespace uicc::profiles
