#include "profiles/loader/profile_family.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::profiles {
namespace {

constexpr const char* family_text = R"(vuicc: 1
family: {master-key: 000102030405060708090A0B0C0D0E0F}
iccid: "8988001234${index:08}?"
usim:
  imsi: "00101${index:010}"
  milenage: {k: "${key:k}", opc: "${key:opc}"}
)";

std::string first_line(const ProfileFamily::FamilyResult& family)
{
    return family ? "valid" : family.error().front().to_string();
}

ProfileFamily::FamilyResult family_of(std::string text)
{
    return ProfileFamily::load_text(std::move(text), "family.yaml");
}

std::string with(const std::string& mark, const std::string& words)
{
    std::string text = family_text;
    return text.replace(text.find(mark), mark.size(), words);
}

TEST(ProfileFamily, TellsItsCardsApart)
{
    const auto family = family_of(family_text).value();
    for (const std::uint32_t index : {0U, 1U, 9999U}) {
        const auto card = family->card(index).value();
        const CardIdentity identity = identity_of(*card);
        EXPECT_EQ(identity.iccid, family->iccid(index).value());
        const std::string digits = std::to_string(index);
        EXPECT_EQ(identity.imsi, "00101" + std::string(10 - digits.size(), '0') + digits);
        EXPECT_EQ(card->profile_hash, family->profile_hash());
    }
}

TEST(ProfileFamily, SharesWhatIsTheSameInAllCards)
{
    const auto family = family_of(family_text).value();
    const auto first = family->card(0).value();
    const auto other = family->card(7).value();
    std::size_t own = 0;
    for (std::uint32_t i = 0; i < first->files->file_count(); ++i) {
        const filesystem::FileIndex file{i};
        own += first->files->body(file).data() == other->files->body(file).data() ? 0U : 1U;
        EXPECT_EQ(&first->files->header(file), &other->files->header(file));
    }
    EXPECT_EQ(own, 3); // EF.ICCID, EF.IMSI, and EF.ACC, which follows from the IMSI
}

TEST(ProfileFamily, StandsForItsFirstCardWhereOneIsAskedFor)
{
    const auto card = load_profile_text(family_text, "family.yaml").value();
    EXPECT_EQ(identity_of(*card).imsi, "001010000000000");
}

TEST(ProfileFamily, SaysWhatIsWrongWithItsVariables)
{
    const std::string known = "a variable is ${index}, ${index:06} or ${key:NAME}";
    EXPECT_EQ(first_line(family_of(with("${index:010}", "${imsi}"))), "family.yaml:5:9: " + known);
    EXPECT_EQ(first_line(family_of(with("${index:010}", "${index:x}"))),
              "family.yaml:5:9: " + known);
    EXPECT_EQ(first_line(family_of(with("${index:010}", "${index:99}"))),
              "family.yaml:5:9: " + known);
    EXPECT_EQ(first_line(family_of(with("${index:010}", "${index"))),
              "family.yaml:5:9: a variable begins with ${ and has no }");
    EXPECT_EQ(
        first_line(family_of(with("family: {master-key: 000102030405060708090A0B0C0D0E0F}\n", ""))),
        "family.yaml:5:17: this key is derived from family: {master-key: ...}, which is "
        "missing");
    EXPECT_EQ(first_line(family_of(with("000102030405060708090A0B0C0D0E0F", "00"))).substr(0, 17),
              "family.yaml:2:22:");
}

TEST(ProfileFamily, SaysWhichCardHasTooManyDigits)
{
    const auto family = family_of(with("${index:08}?", "567890${index}?")).value();
    EXPECT_TRUE(family->iccid(999));
    EXPECT_FALSE(family->iccid(1000));
}

} // namespace
} // namespace uicc::profiles
