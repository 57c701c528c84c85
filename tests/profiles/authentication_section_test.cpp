#include "emulator/applications/aka/aka_definition.hpp"
#include "profiles/loader/load_profile.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace uicc::profiles {
namespace {

namespace aka = emulator::applications::aka;

const std::string head = "vuicc: 1\niccid: \"8988001234567890126\"\n";
const std::string identity = "usim:\n  imsi: \"001010123456789\"\n"; // lines 3 and 4
const std::string k = "000102030405060708090A0B0C0D0E0F";
const std::string other_k = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";

/// The authentication of the application `index` of a card.
const aka::AkaDefinition& definition(const LoadResult& loaded, std::size_t index)
{
    return dynamic_cast<const aka::AkaDefinition&>(*loaded.value()->applications.at(index));
}

LoadResult load(const std::string& lines)
{
    return load_profile_text(head + lines, "card.yaml");
}

std::vector<std::string> mistakes(const std::string& lines)
{
    std::vector<std::string> texts;
    if (const auto loaded = load(lines); !loaded) {
        for (const Diagnostic& mistake : loaded.error()) {
            texts.push_back(mistake.to_string());
        }
    }
    return texts;
}

using Lines = std::vector<std::string>;

TEST(AuthenticationSection, ReadsMilenageWithItsConstants)
{
    const auto card = load(identity + "  milenage: {k: " + k + ", op: " + other_k +
                           ", r: [1, 2, 3, 4, 5], res-size: 6}\n");
    const auto& milenage =
        std::get<aka::MilenageParameters>(definition(card, 0).parameters().algorithm);
    EXPECT_EQ(test::to_hex(milenage.k), k);
    EXPECT_EQ(milenage.opc.size(), 16U);
    EXPECT_NE(test::to_hex(milenage.opc), other_k);
    EXPECT_EQ(milenage.constants.r[4], 5);
    EXPECT_EQ(milenage.res_size, 6U);
}

TEST(AuthenticationSection, RefusesMilenageConstantsThatAreTheSameTwice)
{
    const std::string milenage = "  milenage: {k: " + k + ", op: " + other_k;
    EXPECT_EQ(mistakes(identity + milenage + ", r: [64, 0, 32, 0, 96]}\n"), Lines{})
        << "c2 and c4 differ";
    const std::string one = "00000000000000000000000000000001";
    const std::string two = "00000000000000000000000000000002";
    EXPECT_EQ(mistakes(identity + milenage + ", r: [64, 0, 32, 96, 96],\n    c: [" + k + ", " + k +
                       ", " + two + ", " + one + ", " + one + "]}\n"),
              Lines{"card.yaml:5:89: r and c have the same values at 4 and 5 (TS 35.206 §5.3)"});
}

TEST(AuthenticationSection, ReadsTuakInItsSizes)
{
    const auto card = load(identity + "  tuak: {k: " + k + k + ", topc: " + k + other_k +
                           ", iterations: 2, mac-size: 16, res-size: 32, ck-size: 32}\n");
    const auto& tuak = std::get<aka::TuakParameters>(definition(card, 0).parameters().algorithm);
    EXPECT_EQ(test::to_hex(tuak.k), k + k);
    EXPECT_EQ(test::to_hex(tuak.topc), k + other_k);
    EXPECT_EQ(tuak.iterations, 2U);
    EXPECT_EQ(tuak.sizes.mac, 16U);
    EXPECT_EQ(tuak.sizes.res, 32U);
    EXPECT_EQ(tuak.sizes.ck, 32U);
    EXPECT_EQ(tuak.sizes.ik, 16U);
}

// TS 35.233 §6.3
TEST(AuthenticationSection, DerivesTopcFromTop)
{
    const auto card = load(identity + "  tuak: {k: abababababababababababababababab, top: " +
                           std::string(64, '5') + "}\n");
    const auto& tuak = std::get<aka::TuakParameters>(definition(card, 0).parameters().algorithm);
    EXPECT_EQ(test::to_hex(tuak.topc),
              "BD04D9530E87513C5D837AC2AD954623A8E2330C115305A73EB45D1F40CCCBFF");
}

TEST(AuthenticationSection, ReadsRulesForSqnAndAmf)
{
    const auto card = load(identity + "  xor: {k: " + k + ", res-size: 4}\n" +
                           "  sqn: {initial: 0x40, ind-bits: 3, delta: 9, age-limit: 7, checked: "
                           "false}\n  amf: {separation-bit: clear, resynchronise: AB01}\n"
                           "  gsm-algorithm: comp128-2\n  ki: " +
                           other_k + "\n");
    const aka::Parameters& parameters = definition(card, 0).parameters();
    EXPECT_EQ(std::get<aka::XorParameters>(parameters.algorithm).res_size, 4U);
    EXPECT_EQ(parameters.sqn.initial_sqn, 0x40U);
    EXPECT_EQ(parameters.sqn.ind_bits, 3U);
    EXPECT_EQ(parameters.sqn.delta, 9U);
    EXPECT_EQ(parameters.sqn.age_limit, 7U);
    EXPECT_FALSE(parameters.sqn.checked);
    EXPECT_EQ(parameters.amf.separation_bit, aka::SeparationBit::Clear);
    EXPECT_EQ(parameters.amf.resynchronise, 0xAB01);
    EXPECT_EQ(parameters.gsm.algorithm, aka::GsmAlgorithm::Comp128_2);
    EXPECT_EQ(test::to_hex(parameters.gsm.ki), other_k);
}

TEST(AuthenticationSection, LetsAWordChooseTheAlgorithm)
{
    const std::string both =
        identity + "  xor: {k: " + k + "}\n  milenage: {k: " + k + ", opc: " + k + "}\n";
    EXPECT_EQ(definition(load(both + "  algorithm: xor\n"), 0).parameters().algorithm.index(), 2U);
    EXPECT_EQ(definition(load(both + "  algorithm: milenage\n"), 0).parameters().algorithm.index(),
              0U);
    EXPECT_EQ(mistakes(both),
              (Lines{"card.yaml:5:3: milenage and xor are both here: algorithm is missing, which "
                     "chooses"}));
    EXPECT_EQ(mistakes(both + "  algorithm: tuak\n"),
              (Lines{"card.yaml:7:14: tuak has no section here"}));
}

TEST(AuthenticationSection, SaysWhatIsWrongWithKeys)
{
    const std::string tuak = " (TS 35.231 §5)";
    EXPECT_EQ(mistakes(identity + "  tuak: {top: " + k + k + ", topc: " + k + k + "}\n"),
              (Lines{"card.yaml:5:9: k is missing here" + tuak,
                     "card.yaml:5:81: top and topc exclude each other"}));
    EXPECT_EQ(mistakes(identity + "  tuak: {k: " + k + "0011}\n").size(), 2U);
    EXPECT_EQ(mistakes(identity + "  xor: {}\n"),
              (Lines{"card.yaml:5:8: k is missing here (TS 34.108 §8.1.2)"}));
    EXPECT_EQ(mistakes(identity + "  xor: {k: " + k + "}\n  ki: " + k + "\n"),
              (Lines{"card.yaml:6:3: ki is for a gsm-algorithm of its own, which is missing "
                     "here"}));
    EXPECT_EQ(mistakes(identity + "  tuak: {k: " + k + k + ", topc: " + k + k +
                       "}\n  gsm-algorithm: comp128-1\n"),
              (Lines{"card.yaml:6:3: ki is missing here: k is too long for this algorithm (TS "
                     "43.020 Annex C)"}));
}

TEST(AuthenticationSection, NeverRepeatsKeys)
{
    const std::string secret = "5EC2E7";
    for (const char* name : {"tuak: {k: ", "tuak: {topc: ", "xor: {k: ", "ki: {x: "}) {
        for (const std::string& line : mistakes(identity + "  " + name + secret + "}\n")) {
            EXPECT_EQ(line.find(secret), std::string::npos) << line;
        }
    }
}

TEST(IsimSection, BorrowsFromTheUsimWhatItDoesNotHave)
{
    const auto card = load(identity + "  xor: {k: " + k + "}\n  sqn: {ind-bits: 2}\nisim: {}\n");
    const aka::AkaDefinition& isim = definition(card, 1);
    EXPECT_EQ(isim.parameters().kind, aka::Kind::Isim);
    EXPECT_EQ(test::to_hex(std::get<aka::XorParameters>(isim.parameters().algorithm).k), k);
    EXPECT_EQ(isim.sqn_owner(), definition(card, 0).adf());
    EXPECT_EQ(isim.parameters().sqn.ind_bits, 2U);
    EXPECT_FALSE(isim.parameters().gsm_context);
}

TEST(IsimSection, StandsAloneWithAnAlgorithmOfItsOwn)
{
    const auto card =
        load(identity + "  xor: {k: " + k + "}\nisim:\n  xor: {k: " + other_k + "}\n");
    const aka::AkaDefinition& isim = definition(card, 1);
    EXPECT_EQ(test::to_hex(std::get<aka::XorParameters>(isim.parameters().algorithm).k), other_k);
    EXPECT_EQ(isim.sqn_owner(), isim.adf());
}

TEST(IsimSection, CountsAsSqnSays)
{
    const std::string usim = identity + "  xor: {k: " + k + "}\n";
    const auto own = load(usim + "isim: {sqn: {initial: 7}}\n");
    EXPECT_EQ(definition(own, 1).sqn_owner(), definition(own, 1).adf());
    const auto shared =
        load(usim + "isim: {xor: {k: " + other_k + "}, sqn: {shared-with: usim}}\n");
    EXPECT_EQ(definition(shared, 1).sqn_owner(), definition(shared, 0).adf());
    EXPECT_EQ(mistakes(usim + "isim: {sqn: {shared-with: usim, delta: 7}}\n"),
              (Lines{"card.yaml:6:33: the sequence numbers of the USIM have its rules"}));
}

TEST(IsimSection, TakesItsIdentitiesFromTheImsi)
{
    const auto text_in = [](const emulator::CardDescription& card, std::uint16_t fid) {
        const auto& files = *card.files;
        const auto adf = dynamic_cast<const aka::AkaDefinition&>(*card.applications.at(1)).adf();
        const ByteView body = files.body(files.child(adf, filesystem::Fid{fid}).value());
        return std::string{body.begin() + 2, body.end()};
    };
    const std::string usim = identity + "  xor: {k: " + k + "}\n";
    const auto card = load(usim + "isim: {}\n").value();
    EXPECT_EQ(text_in(*card, 0x6F03), "ims.mnc001.mcc001.3gppnetwork.org");
    EXPECT_EQ(text_in(*card, 0x6F02), "001010123456789@ims.mnc001.mcc001.3gppnetwork.org");
    EXPECT_EQ(text_in(*card, 0x6F04), "sip:001010123456789@ims.mnc001.mcc001.3gppnetwork.org");
    const auto long_mnc =
        load(usim + "  files: {EF.AD: {administrative-data: {mode: normal, mnc-length: 3}}}\n"
                    "isim: {impi: me@example.org}\n")
            .value();
    EXPECT_EQ(text_in(*long_mnc, 0x6F03), "ims.mnc010.mcc001.3gppnetwork.org");
    EXPECT_EQ(text_in(*long_mnc, 0x6F02), "me@example.org");
}

TEST(IsimSection, WithoutAUsimHasEverythingItself)
{
    const std::string identities = "isim:\n  impi: a@b\n  impu: [\"sip:a@b\"]\n  domain: b\n";
    const auto card = load(identities + "  xor: {k: " + k + "}\n");
    ASSERT_TRUE(card) << card.error().front().to_string();
    EXPECT_EQ(definition(card, 0).sqn_owner(), definition(card, 0).adf());
    EXPECT_EQ(mistakes(identities),
              (Lines{"card.yaml:4:3: milenage, tuak or xor is missing here (TS 33.102 §6.3.2)"}));
    EXPECT_EQ(mistakes(identities + "  xor: {k: " + k + "}\n  sqn: {shared-with: usim}\n"),
              (Lines{"card.yaml:8:3: there is no usim to share sequence numbers with"}));
}

TEST(ProfileHash, DependsOnEverythingAboutAuthentication)
{
    std::vector<std::string> hashes;
    for (const char* lines :
         {"", "  sqn: {checked: false}\n", "  amf: {separation-bit: set}\n",
          "  amf: {resynchronise: 0000}\n", "  gsm-algorithm: comp128-1\n",
          "  gsm-algorithm: comp128-3\n", "isim: {}\n", "isim: {sqn: {initial: 0}}\n",
          "isim: {amf: {separation-bit: set}}\n"}) {
        hashes.push_back(load(identity + "  xor: {k: " + k + "}\n" + lines).value()->profile_hash);
    }
    for (const char* tuak : {"", ", iterations: 3", ", mac-size: 16", ", ik-size: 32"}) {
        hashes.push_back(load(identity + "  tuak: {k: " + k + ", topc: " + k + k + tuak + "}\n")
                             .value()
                             ->profile_hash);
    }
    std::ranges::sort(hashes);
    EXPECT_EQ(std::ranges::adjacent_find(hashes), hashes.end());
}

} // namespace
} // namespace uicc::profiles
