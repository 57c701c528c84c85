#include "filesystem/contents/numbers/dialling_number.hpp"
#include "filesystem/contents/numbers/emergency_number.hpp"
#include "filesystem/contents/numbers/sms_parameters.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem::contents {
namespace {

using test::from_hex;
using test::to_hex;

TEST(DiallingNumber, FillsItsRecord)
{
    EXPECT_EQ(to_hex(encode_dialling_number({.name = "AB", .number = "+4912"}, 18).value()),
              "4142FFFF"
              "0391"
              "9421FFFFFFFFFFFFFFFF"
              "FFFF");
    EXPECT_EQ(to_hex(encode_dialling_number({.number = "12345"}).value()), "0481"
                                                                           "2143F5FFFFFFFFFFFFFF"
                                                                           "FFFF");
    EXPECT_EQ(to_hex(encode_dialling_number({.name = "A"}).value()), "41"
                                                                     "FFFFFFFFFFFFFFFFFFFFFFFF"
                                                                     "FFFF");
    EXPECT_EQ(encode_dialling_number({}, 14).value(), Bytes(14, Byte{0xFF}));
}

TEST(DiallingNumber, HasOneToTwentyDigits)
{
    EXPECT_TRUE(encode_dialling_number({.number = "12345678901234567890"}));
    const auto refused = encode_dialling_number({.number = "123456789012345678901"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what, "a number has 1 to 20 digits, \"123456789012345678901\" has 21 "
                                    "(TS 31.102 §4.4.2.3)");
    EXPECT_EQ(refused.error().path, std::vector<std::string>{"number"});
    EXPECT_FALSE(encode_dialling_number({.number = "+"}));
    EXPECT_FALSE(encode_dialling_number({.number = "12x"}));
    EXPECT_FALSE(encode_dialling_number({.number = "1+2"}));
    EXPECT_TRUE(encode_dialling_number({.number = "*#06#"}));
}

TEST(DiallingNumber, NeedsRoomForItsName)
{
    EXPECT_TRUE(encode_dialling_number({.name = "AB"}, 16));
    const auto refused = encode_dialling_number({.name = "ABC"}, 16);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().path, std::vector<std::string>{"name"});
    EXPECT_FALSE(encode_dialling_number({}, 13));
    EXPECT_FALSE(encode_dialling_number({}, 14, DiallingLayout::WithComparisonMethod));
    EXPECT_EQ(encode_dialling_number({}, 0, DiallingLayout::WithComparisonMethod)->size(), 15U);
}

TEST(DiallingNumber, GoesBothWays)
{
    const std::vector<DiallingNumber> entries{
        {},
        {.name = "Жанна", .number = "+79161234567"},
        {.number = "1"},
        {.number = "*100#", .capability = 1, .extension = 2},
        {.name = "X", .number = "12345", .type = Byte{0xB1}},
        {.number = "12345678901234567890"},
        {.number = "1a2b3c"},
    };
    for (const DiallingNumber& entry : entries) {
        const Bytes record = encode_dialling_number(entry, 40).value();
        EXPECT_EQ(record.size(), 40U);
        EXPECT_EQ(decode_dialling_number(record).value(), entry);
    }
}

TEST(DiallingNumber, RefusesMalformedRecords)
{
    EXPECT_FALSE(decode_dialling_number(from_hex("FF*13")));
    EXPECT_FALSE(decode_dialling_number(from_hex("00 81 FF*12")));
    EXPECT_FALSE(decode_dialling_number(from_hex("0C 81 FF*12")));
    EXPECT_TRUE(decode_dialling_number(from_hex("0B 81 21*10 FF FF")));
    EXPECT_TRUE(decode_dialling_number(from_hex("01 81 FF*12")));
    EXPECT_FALSE(decode_dialling_number(from_hex("FF*14"), DiallingLayout::WithComparisonMethod));
}

/// TS 23.040 §9.2.3.12.1, both ends of each range.
TEST(ValidityPeriod, HasTheFourScales)
{
    EXPECT_EQ(validity_of(0), 5U);
    EXPECT_EQ(validity_of(143), 12U * 60);
    EXPECT_EQ(validity_of(144), 12U * 60 + 30);
    EXPECT_EQ(validity_of(167), 24U * 60);
    EXPECT_EQ(validity_of(168), 2U * 24 * 60);
    EXPECT_EQ(validity_of(196), 30U * 24 * 60);
    EXPECT_EQ(validity_of(197), 5U * 7 * 24 * 60);
    EXPECT_EQ(validity_of(255), 63U * 7 * 24 * 60);
}

TEST(SmsParameters, SayWhatIsPresent)
{
    EXPECT_EQ(to_hex(encode_sms_parameters({}).value()), to_hex(Bytes(28, Byte{0xFF})));
    EXPECT_EQ(to_hex(encode_sms_parameters({.protocol = Byte{0}, .coding = Byte{8}}).value()),
              "F3" + to_hex(Bytes(24, Byte{0xFF})) + "0008FF");
    EXPECT_EQ(encode_sms_parameters({.name = "SMSC"}, 38)->size(), 38U);
    EXPECT_FALSE(encode_sms_parameters({}, 27));
    EXPECT_FALSE(encode_sms_parameters({.name = "A"}, 28));
}

TEST(SmsParameters, GoBothWays)
{
    const SmsParameters all{.name = "SMSC",
                            .destination = "12345",
                            .service_centre = "+491710760000",
                            .protocol = Byte{0},
                            .coding = Byte{0xFF},
                            .validity_minutes = 4320};
    EXPECT_EQ(decode_sms_parameters(encode_sms_parameters(all, 40).value()).value(), all);
    for (unsigned period = 0; period < 256; ++period) {
        const SmsParameters one{.validity_minutes = validity_of(static_cast<Byte>(period))};
        const Bytes record = encode_sms_parameters(one).value();
        EXPECT_EQ(record.back(), period);
        EXPECT_EQ(decode_sms_parameters(record).value(), one);
    }
}

TEST(SmsParameters, NameTheNextValidityPeriod)
{
    const auto refused = encode_sms_parameters({.validity_minutes = 725});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what, "no validity period has 725 minutes, the next longer one has "
                                    "750 (TS 23.040 §9.2.3.12.1)");
    EXPECT_FALSE(encode_sms_parameters({.validity_minutes = 0}));
    EXPECT_FALSE(encode_sms_parameters({.validity_minutes = 635041}));
}

TEST(SmsParameters, RefuseMalformedRecords)
{
    EXPECT_FALSE(decode_sms_parameters(from_hex("FF*27")));
    EXPECT_FALSE(decode_sms_parameters(from_hex("FD FF*12 0C 91 FF*10 FF*3")));
    EXPECT_FALSE(decode_sms_parameters(from_hex("FD FF*12 00 91 FF*10 FF*3")));
    EXPECT_FALSE(decode_sms_parameters(from_hex("FE 15 91 FF*10 FF*12 FF*3")));
    EXPECT_TRUE(decode_sms_parameters(from_hex("FE 14 91 21*10 FF*12 FF*3")));
}

TEST(EmergencyNumber, HasOneToSixDigits)
{
    EXPECT_EQ(to_hex(encode_emergency_number({.code = "911", .categories = 1}, 4).value()),
              "19F1FF01");
    EXPECT_EQ(to_hex(encode_emergency_number({.code = "112", .name = "SOS"}, 10).value()),
              "11F2FF534F53FFFFFF00");
    EXPECT_TRUE(encode_emergency_number({.code = "123456"}));
    EXPECT_FALSE(encode_emergency_number({.code = "1234567"}));
    EXPECT_FALSE(encode_emergency_number({.code = ""}));
    EXPECT_FALSE(encode_emergency_number({.code = "1*2"}));
    EXPECT_FALSE(encode_emergency_number({.code = "112"}, 3));
    EXPECT_FALSE(encode_emergency_number({.code = "112", .name = "A"}, 4));
    EXPECT_FALSE(decode_emergency_number(from_hex("FFFFFFFF")));
    EXPECT_FALSE(decode_emergency_number(from_hex("11F2FF")));
}

TEST(EmergencyNumber, NamesEveryCategory)
{
    const auto names = emergency_category_names(0x7F);
    ASSERT_EQ(names.size(), 7U);
    for (std::size_t bit = 0; bit < names.size(); ++bit) {
        const std::vector<std::string> one{std::string{names[bit]}};
        EXPECT_EQ(parse_emergency_categories(one).value(), 1U << bit);
    }
    EXPECT_FALSE(parse_emergency_categories(std::vector<std::string>{"coastguard"}));
}

TEST(EmergencyCodes, TakeThreeOctetsEach)
{
    const std::vector<std::string> codes{"112", "911", "123456"};
    EXPECT_EQ(to_hex(encode_emergency_codes(codes).value()), "11F2FF19F1FF214365");
    EXPECT_EQ(decode_emergency_codes(from_hex("11F2FF FFFFFF 19F1FF 214365")).value(), codes);
    EXPECT_FALSE(decode_emergency_codes(from_hex("11F2")));
    EXPECT_FALSE(decode_emergency_codes(from_hex("1AF2FF")));
    EXPECT_FALSE(encode_emergency_codes(std::vector<std::string>{"1234567"}));
}

} // namespace
} // namespace uicc::filesystem::contents
