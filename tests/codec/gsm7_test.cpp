#include "codec/gsm7.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::codec {
namespace {

using test::from_hex;
using test::to_hex;

std::string as_text(const Bytes& octets)
{
    return {octets.begin(), octets.end()};
}

class Gsm7Text : public testing::TestWithParam<test::Vector> {};

TEST_P(Gsm7Text, GoesBothWays)
{
    const std::string text = as_text(GetParam().octets("Utf8"));
    const Bytes septets = GetParam().octets("Septets");

    ASSERT_TRUE(to_gsm7(text));
    EXPECT_EQ(to_hex(*to_gsm7(text)), to_hex(septets));
    EXPECT_EQ(from_gsm7(septets), text);
}

INSTANTIATE_TEST_SUITE_P(Vectors,
                         Gsm7Text,
                         testing::ValuesIn(test::load_vectors("codec/gsm7.vec", "Text")),
                         test::vector_name);

class PackedSeptets : public testing::TestWithParam<test::Vector> {};

TEST_P(PackedSeptets, GoBothWays)
{
    const Bytes septets = GetParam().octets("Septets");
    const Bytes packed = GetParam().octets("Packed");

    EXPECT_EQ(to_hex(pack_septets(septets)), to_hex(packed));
    EXPECT_EQ(to_hex(unpack_septets(packed, septets.size())), to_hex(septets));
}

INSTANTIATE_TEST_SUITE_P(Vectors,
                         PackedSeptets,
                         testing::ValuesIn(test::load_vectors("codec/gsm7.vec", "Packed")),
                         test::vector_name);

TEST(Gsm7, RefusesCharactersOfOtherAlphabets)
{
    EXPECT_FALSE(to_gsm7("ç")); // only its capital is in the table
    EXPECT_FALSE(to_gsm7("Жа"));
    EXPECT_FALSE(to_gsm7("\x1B"));
    EXPECT_FALSE(to_gsm7("\xFF"));
}

TEST(Gsm7, ShowsWhatItCannotDecode)
{
    EXPECT_EQ(from_gsm7(from_hex("41 80 42")), "A\uFFFDB");
    EXPECT_EQ(from_gsm7(from_hex("1B 41")), "A"); // unknown extension
    EXPECT_EQ(from_gsm7(from_hex("41 1B")), "A"); // nothing behind the escape
}

TEST(Gsm7, UnpacksNoMoreThanThereIs)
{
    EXPECT_TRUE(unpack_septets({}, 5).empty());
    EXPECT_EQ(unpack_septets(from_hex("41"), 9).size(), 1U);
    EXPECT_EQ(unpack_septets(from_hex("E8329BFD4697D9"), 99).size(), 8U);
}

} // namespace
} // namespace uicc::codec
