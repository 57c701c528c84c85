#include "filesystem/contents/content_value.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem::contents {
namespace {

using List = ContentValue::List;
using Members = ContentValue::Members;
using Path = std::vector<std::string>;

TEST(ToText, WritesOneLine)
{
    EXPECT_EQ(to_text("x"), "x");
    EXPECT_EQ(to_text(List{"a", "b"}), "a, b");
    EXPECT_EQ(to_text(Members{{"name", "A"}, {"services", List{"x", "y"}}}),
              "name: A, services: x, y");
    EXPECT_EQ(to_text(List{Members{{"a", "1"}}, Members{{"a", "2"}}}), "a: 1; a: 2");
    EXPECT_EQ(to_text(List{}), "");
}

TEST(AsNumber, ReadsDecimalAndHexadecimal)
{
    EXPECT_EQ(as_number("0", 0, 9).value(), 0U);
    EXPECT_EQ(as_number("255", 0, 255).value(), 255U);
    EXPECT_EQ(as_number("0xB1", 0, 255).value(), 0xB1U);
    for (const auto* wrong :
         {"", "0x", "-1", "256", "1.5", "1 ", " 1", "x", "99999999999999999999"}) {
        EXPECT_FALSE(as_number(wrong, 0, 255)) << wrong;
    }
    EXPECT_FALSE(as_number(List{"1"}, 0, 9));
    EXPECT_EQ(as_number("10", 1, 9).error().what, "\"10\" is no number from 1 to 9");
}

TEST(AsFlag, KnowsTheWordsOfYaml)
{
    for (const auto* yes : {"true", "yes", "on"}) {
        EXPECT_TRUE(as_flag(yes).value());
    }
    for (const auto* no : {"false", "no", "off"}) {
        EXPECT_FALSE(as_flag(no).value());
    }
    EXPECT_FALSE(as_flag("1"));
    EXPECT_FALSE(as_flag(Members{}));
}

TEST(AsHex, SaysWhatIsWrong)
{
    EXPECT_EQ(as_hex("00 ff").value(), (Bytes{0x00, 0xFF}));
    EXPECT_FALSE(as_hex("0"));
    EXPECT_FALSE(as_hex(List{}));
}

TEST(AsTexts, PointsToTheElement)
{
    EXPECT_EQ(as_texts("one").value(), std::vector<std::string>{"one"});
    const auto refused = as_texts(List{"a", List{"b"}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().path, Path{"1"});
    EXPECT_EQ(as_numbers(List{"1", "9"}, 1, 5).error().path, Path{"1"});
}

TEST(MemberReader, KnowsItsKeys)
{
    const ContentValue value = Members{{"name", "A"}, {"colour", "red"}};
    const auto unknown = MemberReader::of(value, {"name", "number"});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().what, "\"colour\" is unknown here; known are name, number");
    EXPECT_EQ(unknown.error().path, Path{"colour"});
    EXPECT_FALSE(MemberReader::of("text", {"name"}));
    EXPECT_EQ(MemberReader::of(Members{{"a", "1"}, {"a", "2"}}, {"a"}).error().what,
              "\"a\" is given twice");
}

TEST(MemberReader, ReadsOptionalAndRequiredMembers)
{
    const ContentValue value = Members{{"count", "x"}};
    const auto members = MemberReader::of(value, {"count", "name"}).value();
    EXPECT_EQ(members.optional("name", as_text).value(), std::nullopt);
    EXPECT_EQ(members.required("name", as_text).error().what, "lacks \"name\"");
    EXPECT_EQ(members.optional("count", as_octet).error().path, Path{"count"});
    EXPECT_EQ(members.required("count", as_octet).error().path, Path{"count"});
}

} // namespace
} // namespace uicc::filesystem::contents
