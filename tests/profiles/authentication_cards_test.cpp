#include "profiles/loader/load_profile.hpp"
#include "tests/crypto/osmo_auc_gen.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>

/// The cards that come along with an algorithm each, against authentication centres and test sets
/// that know nothing of them.
namespace uicc::profiles {
namespace {

const char* const usim_aid = "A0000000871002";
const char* const isim_aid = "A0000000871004";
const char* const some_rand = "23553CBE9637A89D218AE64DAE47BF35";

std::string upper(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

/// A card of a profile in a reader.
class ProfileCard {
public:
    explicit ProfileCard(const LoadResult& loaded) : card_{loaded.value(), store_} {}

    static ProfileCard named(const std::string& name)
    {
        return ProfileCard{load_profile(PROJECT_SOURCE_DIR "/profiles/cards/" + name)};
    }

    std::string in_3g(const char* aid, const std::string& rand, const std::string& autn)
    {
        select(aid);
        return fetch(card_.send("00880081 22 10" + rand + "10" + autn));
    }

    std::string in_gsm(const char* aid, const std::string& rand)
    {
        select(aid);
        return fetch(card_.send("00880080 11 10" + rand));
    }

    std::string fetch(const std::string& answer)
    {
        return answer.starts_with("61") ? card_.send("00C00000" + answer.substr(2)) : answer;
    }

    std::string send(std::string_view command) { return card_.send(command); }
    void select(const std::string& aid) { card_.send("00A4040C 07 " + aid); }

private:
    filesystem::MemoryStore store_;
    test::CardUnderTest card_;
};

/// A vector of an authentication centre, and what a card answers to it.
struct Centre {
    std::string autn{};
    std::string answer{};     ///< without Kc and status word
    std::string kc{};         ///< behind its length
    std::string gsm_answer{}; ///< without status word

    static Centre ask(const std::string& arguments)
    {
        auto fields = test::ask_osmo_auc_gen(arguments + " -r " + some_rand).fields;
        for (auto& [name, value] : fields) {
            value = upper(value);
        }
        const std::string res = fields["RES"];
        const std::string kc = "08" + fields["Kc"];
        return {.autn = fields["AUTN"],
                .answer = "DB" + test::to_hex(Bytes{static_cast<Byte>(res.size() / 2)}) + res +
                          "10" + fields["CK"] + "10" + fields["IK"],
                .kc = kc,
                .gsm_answer = "04" + fields["SRES"] + kc};
    }
};

const std::string milenage_set_1 = "-3 -a MILENAGE -f 8000 -k 465b5ce8b199b49faa5f0a2ee238a6bc "
                                   "-o cd63cb71954a9f4e48a5994e37a02baf -s ";
const std::string milenage_set_3 = "-3 -a MILENAGE -f 8000 -k fec86ba6eb707ed08905757b1bb44b8f "
                                   "-o 1006020f0a478bf6b699f15c062e42b3 -s ";

TEST(PlainUsim, AgreesWithTheAuthenticationCentre)
{
    auto card = ProfileCard::named("usim.yaml");
    const Centre centre = Centre::ask(milenage_set_1 + "64");
    EXPECT_EQ(card.in_3g(usim_aid, some_rand, centre.autn), centre.answer + centre.kc + "9000");
    EXPECT_EQ(card.in_gsm(usim_aid, some_rand), centre.gsm_answer + "9000");
    EXPECT_TRUE(card.in_3g(usim_aid, some_rand, centre.autn).starts_with("DC0E"));
}

TEST(UsimAndIsim, AgreeWithTheAuthenticationCentreAndCountTogether)
{
    auto card = ProfileCard::named("usim-isim.yaml");
    const Centre first = Centre::ask(milenage_set_3 + "64");
    EXPECT_EQ(card.in_3g(isim_aid, some_rand, first.autn), first.answer + "9000");
    EXPECT_TRUE(card.in_3g(usim_aid, some_rand, first.autn).starts_with("DC0E"));
    const Centre second = Centre::ask(milenage_set_3 + "128");
    EXPECT_EQ(card.in_3g(usim_aid, some_rand, second.autn), second.answer + "9000")
        << "without EF.Kc there is no service 27";
    EXPECT_EQ(card.in_gsm(isim_aid, some_rand), "9864");
}

TEST(UsimAndIsim, HasTheIdentitiesOfTheSubscriber)
{
    auto card = ProfileCard::named("usim-isim.yaml");
    card.select(isim_aid);
    const std::string impu = card.fetch(card.send("00B2022400")); // SFI 4, the second record
    EXPECT_NE(impu.find(test::to_hex(Bytes{'t', 'e', 'l', ':', '+'})), std::string::npos) << impu;
    EXPECT_EQ(card.send("00B0870001"), "019000") << "service 1 of EF.IST, for EF.P-CSCF";
}

TEST(TuakUsim, AnswersThePublishedSet)
{
    auto card = ProfileCard::named("usim-tuak.yaml");
    const std::string challenge = "42424242424242424242424242424242";
    EXPECT_EQ(card.in_3g(usim_aid, challenge, "608E0F8A8145FFFFF9A54E6AEAA8618D"),
              "DB04657ACD64"
              "10D71A1E5C6CAFFE986A26F783E5C78BE1"
              "10BE849FA2564F869AECEE6F62D4337E72"
              "08EF56191F0B148D919000");
    EXPECT_EQ(card.in_3g(usim_aid, challenge, "608E0F8A8145FFFFF9A54E6AEAA8618D"),
              "DC0EF6BE7A2C1F29A31FBCF6547C46829000");
    EXPECT_EQ(card.in_gsm(usim_aid, challenge).substr(0, 10), "04657ACD64");
}

TEST(TestUsim, AgreesWithTheAuthenticationCentreUnderAnySqn)
{
    auto card = ProfileCard::named("test-usim-xor.yaml");
    for (const char* sqn : {"96", "64", "96"}) {
        const Centre centre = Centre::ask("-3 -a XOR -f 8000 -k 000102030405060708090a0b0c0d0e0f "
                                          "-o 00000000000000000000000000000000 -s " +
                                          std::string{sqn});
        EXPECT_EQ(card.in_3g(usim_aid, some_rand, centre.autn), centre.answer + centre.kc + "9000");
        EXPECT_EQ(card.in_gsm(usim_aid, some_rand), centre.gsm_answer + "9000");
    }
}

// K = RAND: SQN and AMF stand in AUTN as they are, twice.
TEST(TestUsim, ResynchronisesWhenItIsAskedTo)
{
    auto card = ProfileCard::named("test-usim-xor.yaml");
    const std::string k = "000102030405060708090A0B0C0D0E0F";
    EXPECT_TRUE(card.in_3g(usim_aid, k, "00000000004080000000000000408000").starts_with("DB10"));
    EXPECT_EQ(card.in_3g(usim_aid, k, "000000000060FFFF000000000060FFFF"),
              "DC0E00000000004000000000004000009000");
}

const std::string comp128_profile = R"(vuicc: 1
iccid: "8988001234567890126"
usim:
  imsi: "001010123456789"
  milenage: {k: 465b5ce8b199b49faa5f0a2ee238a6bc, opc: cd63cb71954a9f4e48a5994e37a02baf}
  gsm-algorithm: comp128-)";

TEST(GsmAlgorithm, AgreesWithTheAuthenticationCentre)
{
    for (const std::string version : {"1", "2", "3"}) {
        SCOPED_TRACE(version);
        const std::string ki = "00112233445566778899aabbccddeeff";
        const std::string text = comp128_profile + version + "\n  ki: " + ki + "\n";
        ProfileCard card{load_profile_text(text, "card.yaml")};
        const Centre centre = Centre::ask("-2 -a COMP128v" + version + " -k " + ki);
        EXPECT_EQ(card.in_gsm(usim_aid, some_rand), centre.gsm_answer + "9000");

        ProfileCard with_k{load_profile_text(comp128_profile + version + "\n", "card.yaml")};
        const Centre same =
            Centre::ask("-2 -a COMP128v" + version + " -k 465b5ce8b199b49faa5f0a2ee238a6bc");
        EXPECT_EQ(with_k.in_gsm(usim_aid, some_rand), same.gsm_answer + "9000");
    }
}

} // namespace
} // namespace uicc::profiles
