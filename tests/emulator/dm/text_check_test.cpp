#include "emulator/dm/base64.hpp"
#include "emulator/dm/text_check.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace uicc::emulator::dm {
namespace {

TEST(TextCheck, AcceptsUtf8OfEveryLength)
{
    EXPECT_TRUE(is_text(octets_of("")));
    EXPECT_TRUE(is_text(octets_of("plain\ttext\r\n~")));
    EXPECT_TRUE(is_text(octets_of("\u00A0 \u07FF \u0800 \uD7FF \uE000 \uFFFD \U00010000 "
                                  "\U0010FFFF")));
}

TEST(TextCheck, FindsTheFirstOctetThatIsNoText)
{
    using namespace std::string_view_literals;
    for (const auto& [text, offset] : {
             std::pair{"a\0b"sv, 1U},
             std::pair{"ab\x1B[2J"sv, 2U},
             std::pair{"\x7F"sv, 0U},
             std::pair{"abc\xC2\x9B"sv, 3U},   // C1 control
             std::pair{"\xC0\x80"sv, 0U},      // overlong
             std::pair{"a\xE0\x80\x80"sv, 1U}, // overlong
             std::pair{"\xF0\x80\x80\x80"sv, 0U},
             std::pair{"\xED\xA0\x80"sv, 0U},     // surrogate
             std::pair{"\xEF\xBF\xBF"sv, 0U},     // U+FFFF
             std::pair{"\xF4\x90\x80\x80"sv, 0U}, // beyond U+10FFFF
             std::pair{"\xF5\x80\x80\x80"sv, 0U},
             std::pair{"a\x80"sv, 1U},
             std::pair{"a\xE2\x82"sv, 1U}, // cut off
             std::pair{"\xE2\x28\xA1"sv, 0U},
             std::pair{"\xFF"sv, 0U},
         }) {
        EXPECT_EQ(first_non_text(octets_of(text)), offset) << testing::PrintToString(text);
    }
}

TEST(Base64, MatchesTheTestVectorsOfRfc4648)
{
    for (const auto& [text, encoded] :
         {std::pair{"", ""}, std::pair{"f", "Zg=="}, std::pair{"fo", "Zm8="},
          std::pair{"foo", "Zm9v"}, std::pair{"foob", "Zm9vYg=="}, std::pair{"fooba", "Zm9vYmE="},
          std::pair{"foobar", "Zm9vYmFy"}}) {
        EXPECT_EQ(to_base64(octets_of(text)), encoded);
    }
    EXPECT_EQ(to_base64(Bytes{0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF}), "++++////");
}

} // namespace
} // namespace uicc::emulator::dm
