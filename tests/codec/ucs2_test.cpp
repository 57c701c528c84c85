#include "codec/ucs2.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::codec {
namespace {

using test::from_hex;
using test::to_hex;

TEST(Ucs2, GoesBothWaysAtTheEdgesOfUtf8)
{
    for (const std::u16string_view text :
         {u"", u"\x01\x7F", u"\x80\x7FF", u"\x800\xD7FF", u"\xE000\xFFFD"}) {
        EXPECT_EQ(ucs2_from_utf8(utf8_from_ucs2(text)), text);
    }
    EXPECT_EQ(ucs2_from_utf8("Grüße, Жанна €"), u"Grüße, Жанна €");
}

TEST(Ucs2, RefusesMalformedUtf8)
{
    const auto refused = [](std::string_view text) { return !ucs2_from_utf8(text); };
    EXPECT_TRUE(refused("\x80"));             // continuation without a start
    EXPECT_TRUE(refused("a\xC3"));            // cut off
    EXPECT_TRUE(refused("\xC3x"));            // no continuation
    EXPECT_TRUE(refused("\xC0\xAF"));         // overlong
    EXPECT_TRUE(refused("\xE0\x9F\xBF"));     // overlong
    EXPECT_TRUE(refused("\xED\xA0\x80"));     // surrogate
    EXPECT_TRUE(refused("\xF0\x9F\x98\x80")); // beyond the basic multilingual plane
}

TEST(Ucs2, WritesTheMostSignificantOctetFirst)
{
    EXPECT_EQ(to_hex(to_ucs2_octets(u"Aж")), "00410436");
    EXPECT_EQ(from_ucs2_octets(from_hex("0041 0436 00")), u"Aж");
    EXPECT_EQ(utf8_from_ucs2(from_ucs2_octets(from_hex("D83D"))), "\uFFFD");
}

} // namespace
} // namespace uicc::codec
