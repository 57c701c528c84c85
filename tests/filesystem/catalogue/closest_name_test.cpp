#include "filesystem/catalogue/closest_name.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem::catalogue {
namespace {

TEST(EditDistance, CountsInsertionsDeletionsAndReplacements)
{
    EXPECT_EQ(edit_distance("", ""), 0U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
    EXPECT_EQ(edit_distance("flaw", "lawn"), 2U);
    EXPECT_EQ(edit_distance("EF.keysps", "EF.KeysPS"), 0U);
}

TEST(EditDistance, CountsSwappedNeighboursOnce)
{
    EXPECT_EQ(edit_distance("nmae", "name"), 1U);
    EXPECT_EQ(edit_distance("valeu", "value"), 1U);
    EXPECT_EQ(edit_distance("ab", "ba"), 1U);
    EXPECT_EQ(edit_distance("abcd", "badc"), 2U);
    EXPECT_EQ(edit_distance("abc", "bca"), 2U) << "no neighbours";
}

TEST(ClosestName, FindsWhatWasMeant)
{
    EXPECT_EQ(closest_ef_name(Directory::Usim, "EF.IMIS"), "EF.IMSI");
    EXPECT_EQ(closest_ef_name(Directory::Usim, "EF.LOCII"), "EF.LOCI");
    EXPECT_EQ(closest_ef_name(Directory::Usim, "ef.imsi"), "EF.IMSI");
    EXPECT_EQ(closest_ef_name(Directory::FiveGs, "EF.SUCI_CalcInfo"), "EF.SUCI_Calc_Info");
    EXPECT_EQ(closest_directory_path("ADF.USIN"), "ADF.USIM");
    EXPECT_EQ(closest_directory_path("DF.TELEKOM"), "DF.TELECOM");
}

TEST(ClosestName, RatherSaysNothingThanNonsense)
{
    EXPECT_EQ(closest_ef_name(Directory::Usim, "passwords"), std::nullopt);
    EXPECT_EQ(closest_ef_name(Directory::Usim, ""), std::nullopt);
}

} // namespace
} // namespace uicc::filesystem::catalogue
