#include "filesystem/contents/text/alpha_identifier.hpp"
#include "filesystem/contents/text/language.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem::contents {
namespace {

using test::from_hex;
using test::to_hex;

std::string encoded(std::string_view text)
{
    return to_hex(encode_alpha(text).value());
}

TEST(AlphaIdentifier, UsesTheDefaultAlphabetWhereItCan)
{
    EXPECT_EQ(encoded("GSM-R CH"), "47534D2D52204348");
    EXPECT_EQ(encoded("@_$"), "001102");
    EXPECT_EQ(encoded("5 €"), "35201B65");
    EXPECT_EQ(encoded(""), "");
}

/// Second and third example of TS 102 221 Annex A.
TEST(AlphaIdentifier, DecodesTheExamplesOfTheStandard)
{
    EXPECT_EQ(decode_alpha(from_hex("81 02 13 53 95")), "S\u0995");
    EXPECT_EQ(decode_alpha(from_hex("82 05 05 30 2D 82 D3 2D 31")), "-\u0532\u0583-1");
}

TEST(AlphaIdentifier, TakesTheShortestUcs2Form)
{
    EXPECT_EQ(encoded("ж"), "800436");      // 3 octets rather than 4
    EXPECT_EQ(encoded("Жж"), "8004160436"); // as short as form 81, and plainer
    EXPECT_EQ(encoded("Жанна"), "810508"
                                "96B0BDBDB0"); // 8 octets rather than 11
    EXPECT_EQ(encoded("SЖж1"), "81040853"
                               "96B631"); // default alphabet in between
    EXPECT_EQ(encoded("\u08FF\u0900\u0901\u0902"), "820408FF80818283"); // across the half page
    EXPECT_EQ(encoded("一丁丂"), "81039C808182");                       // base 4E00
    EXPECT_EQ(encoded("한글한"), "80D55CAE00D55C"); // too far apart for one base
    EXPECT_EQ(encoded("\u9000\u9001\u9002\u9003"),
              "8204900080818283"); // base of form 81 is below 8000
}

TEST(AlphaIdentifier, GoesBothWays)
{
    for (const std::string text :
         {"", "A", "@", "Kundenbetreuung", "[x] {y} \\ ~ ^ | €", "Übergröße", "Жанна", "ж", "Żółć",
          "한글", "日本語テキスト", "\u08FF\u0900", "Ελληνικά ά", "\u00FF\u0100"}) {
        EXPECT_EQ(decode_alpha(encode_alpha(text).value()), text);
    }
}

TEST(AlphaIdentifier, IgnoresTheFill)
{
    EXPECT_EQ(decode_alpha(from_hex("41 42 FF FF")), "AB");
    EXPECT_EQ(decode_alpha(from_hex("80 04 36 FF FF FF")), "ж");
    EXPECT_EQ(decode_alpha(from_hex("81 01 08 96 FF FF")), "Ж");
    EXPECT_EQ(decode_alpha(from_hex("82 01 04 16 80 FF")), "Ж");
    EXPECT_EQ(decode_alpha(from_hex("FF FF FF")), "");
    EXPECT_EQ(decode_alpha({}), "");
}

TEST(AlphaIdentifier, SurvivesTruncatedForms)
{
    for (const auto* octets :
         {"80", "80 04", "81", "81 05", "81 05 08", "81 05 08 96", "82", "82 05", "82 05 04",
          "82 05 04 16", "82 FF 04 16 80", "1B", "90 91"}) {
        EXPECT_NO_THROW((void)decode_alpha(from_hex(octets))) << octets;
    }
    EXPECT_EQ(decode_alpha(from_hex("81 05 08 96")), "Ж");
}

TEST(AlphaIdentifier, SaysHowMuchRoomIsMissing)
{
    EXPECT_TRUE(encode_alpha("sixteen letters!", 16));
    const auto refused = encode_alpha("seventeen letters", 16);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what,
              "\"seventeen letters\" needs 17 octets, its field has 16 (TS 102 221 Annex A)");
    EXPECT_FALSE(encode_alpha("A", 0));
    EXPECT_TRUE(encode_alpha("", 0));
}

TEST(AlphaIdentifier, RefusesWhatUcs2DoesNotHave)
{
    EXPECT_FALSE(encode_alpha("\U0001F600"));
    EXPECT_FALSE(encode_alpha("\xFF"));
}

TEST(AlphaIdentifier, FallsBackToTheFormWithoutACount)
{
    std::string text;
    for (int i = 0; i < 256; ++i) {
        text += "ж";
    }
    const Bytes field = encode_alpha(text).value();
    EXPECT_EQ(field.front(), 0x80);
    EXPECT_EQ(field.size(), 1U + 2 * 256);
    EXPECT_EQ(decode_alpha(field), text);

    text.resize(text.size() - 2);
    EXPECT_EQ(encode_alpha(text).value().size(), 3U + 255);
}

TEST(Languages, AreTwoSmallLetters)
{
    const std::vector<std::string> both{"en", "de"};
    EXPECT_EQ(to_hex(encode_languages(both).value()), "656E6465");
    EXPECT_EQ(decode_languages(from_hex("656E 6465 FFFF")).value(), both);
    EXPECT_TRUE(encode_languages({}).value().empty());
    for (const std::string wrong : {"", "e", "eng", "EN", "e1", "ä"}) {
        EXPECT_FALSE(encode_languages(std::vector{wrong})) << wrong;
    }
    EXPECT_FALSE(decode_languages(from_hex("656E64")));
    EXPECT_FALSE(decode_languages(from_hex("0102")));
}

} // namespace
} // namespace uicc::filesystem::contents
