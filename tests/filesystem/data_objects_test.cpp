#include "filesystem/data_objects.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem {
namespace {

using codec::Tag;
using test::from_hex;
using test::to_hex;

TEST(DataObjects, StandBeforeTheFill)
{
    const Bytes body = from_hex("80021122 9F1F00 A103810133 FF*5");
    EXPECT_EQ(used_size(body), 12U);
    EXPECT_EQ(to_hex(object_tags(body)), "809F1FA1");
    EXPECT_EQ(to_hex(*find_object(body, Tag{0x9F1F})), "9F1F00");
    EXPECT_FALSE(find_object(body, Tag{0x81})) << "within another one";
    EXPECT_EQ(to_hex(objects_without(body, Tag{0x9F1F})), "80021122A103810133");
    EXPECT_EQ(to_hex(objects_without(body, Tag{0x82})), "800211229F1F00A103810133");
}

TEST(DataObjects, EndWhereNothingCanBeDecoded)
{
    EXPECT_EQ(used_size(from_hex("800100 810511")), 3U);
    EXPECT_EQ(used_size(from_hex("FF*4")), 0U);
    EXPECT_EQ(used_size(Bytes{}), 0U);
    EXPECT_EQ(to_hex(object_tags(from_hex("8080"))), "");
}

TEST(DataObjects, AreDerWhereTheFileSaysSo)
{
    const auto takes_der = [](const char* proprietary) {
        return takes_der_only(
            {.structure = EfStructure::BerTlv, .proprietary = from_hex(proprietary)});
    };
    EXPECT_TRUE(takes_der("840101"));
    EXPECT_TRUE(takes_der("85020000 840101"));
    EXPECT_FALSE(takes_der("840100"));
    EXPECT_FALSE(takes_der("8400"));
    EXPECT_FALSE(takes_der(""));
    EXPECT_FALSE(takes_der("8403 01"));
}

} // namespace
} // namespace uicc::filesystem
