#include "emulator/apdu/class_byte.hpp"
#include "emulator/apdu/command_apdu.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::emulator {
namespace {

using test::from_hex;

TEST(ParseCommand, TellsTheSevenFormsApart)
{
    struct Case {
        const char* apdu;
        std::size_t data;
        std::optional<std::size_t> limit;
        bool any;
        bool extended;
    };
    for (const Case& expected : {
             Case{"00A40004", 0, {}, false, false},               // 1
             Case{"00B0000010", 0, 16, false, false},             // 2S
             Case{"00B0000000", 0, 256, true, false},             // 2S
             Case{"00A40004023F00", 2, {}, false, false},         // 3S
             Case{"00A40004023F0010", 2, 16, false, false},       // 4S
             Case{"00B00000000100", 0, 256, false, true},         // 2E
             Case{"00B00000000000", 0, 65536, true, true},        // 2E
             Case{"00D600000000023F00", 2, {}, false, true},      // 3E
             Case{"00D600000000023F000100", 2, 256, false, true}, // 4E
         }) {
        SCOPED_TRACE(expected.apdu);
        const Bytes octets = from_hex(expected.apdu);
        const auto command = parse_command(octets);
        ASSERT_TRUE(command);
        EXPECT_EQ(command->data.size(), expected.data);
        EXPECT_EQ(command->ne.has_value(), expected.limit.has_value());
        if (command->ne) {
            EXPECT_EQ(command->ne->limit, *expected.limit);
            EXPECT_EQ(command->ne->as_many_as_available, expected.any);
        }
        EXPECT_EQ(command->extended, expected.extended);
    }
}

TEST(ParseCommand, AcceptsTheLargestExtendedCommand)
{
    Bytes octets = from_hex("00D60000 00FFFF");
    octets.resize(octets.size() + 65535);
    EXPECT_EQ(parse_command(octets)->data.size(), 65535U);
}

TEST(ParseCommand, RefusesEveryTruncation)
{
    for (const char* whole : {"00A40004083F00112233445566", "00D6000000000400112233"}) {
        const Bytes octets = from_hex(whole);
        for (std::size_t size = 0; size < octets.size(); ++size) {
            const ByteView part = ByteView{octets}.first(size);
            const auto command = parse_command(part);
            const bool shorter_form = size == 4 || size == 5 || size == 7;
            EXPECT_TRUE(command || command.error() == sw::wrong_length);
            EXPECT_TRUE(!command || shorter_form) << whole << " cut to " << size;
        }
    }
}

TEST(DecodeClass, ReadsTheChannelFromBothCodings)
{
    EXPECT_EQ(decode_class(0x03)->channel, 3U);
    EXPECT_EQ(decode_class(0x40)->channel, 4U);
    EXPECT_EQ(decode_class(0x4F)->channel, 19U);
    EXPECT_EQ(decode_class(0xC5)->channel, 9U);
    EXPECT_EQ(decode_class(0x82)->group, ClassByte::Group::Etsi);
    EXPECT_EQ(decode_class(0x01)->group, ClassByte::Group::Interindustry);
    EXPECT_TRUE(decode_class(0x60)->secure_messaging);
    EXPECT_TRUE(decode_class(0x08)->secure_messaging);
    EXPECT_TRUE(decode_class(0x50)->chained);
    EXPECT_TRUE(decode_class(0x10)->chained);
    EXPECT_EQ(decode_class(0xA0)->group, ClassByte::Group::Gsm);
    EXPECT_EQ(decode_class(0xA0)->channel, 0U);
    for (const Byte cla : Bytes{0x20, 0x3F, 0xA1, 0xA8, 0xB0, 0xFF}) {
        EXPECT_FALSE(decode_class(cla)) << int{cla};
    }
}

TEST(SecureMessagingOf, ReadsTwoBitsOnLowChannelsAndOneOnTheOthers)
{
    EXPECT_EQ(secure_messaging_of(0x03), SecureMessaging::None);
    EXPECT_EQ(secure_messaging_of(0x84), SecureMessaging::Proprietary);
    EXPECT_EQ(secure_messaging_of(0x0A), SecureMessaging::HeaderNotAuthenticated);
    EXPECT_EQ(secure_messaging_of(0x8F), SecureMessaging::HeaderAuthenticated);
    EXPECT_EQ(secure_messaging_of(0x4C), SecureMessaging::None);
    EXPECT_EQ(secure_messaging_of(0xCF), SecureMessaging::None);
    EXPECT_EQ(secure_messaging_of(0x60), SecureMessaging::HeaderNotAuthenticated);
    EXPECT_EQ(secure_messaging_of(0xEC), SecureMessaging::HeaderNotAuthenticated);
}

TEST(WithoutSecureMessaging, KeepsGroupChannelAndChaining)
{
    for (unsigned octet = 0; octet < 0xFF; ++octet) {
        const auto cla = static_cast<Byte>(octet);
        const auto before = decode_class(cla);
        if (!before) {
            continue;
        }
        const auto after = decode_class(without_secure_messaging(cla));
        ASSERT_TRUE(after) << octet;
        EXPECT_FALSE(after->secure_messaging) << octet;
        EXPECT_EQ(after->group, before->group) << octet;
        EXPECT_EQ(after->channel, before->channel) << octet;
        EXPECT_EQ(after->chained, before->chained) << octet;
    }
}

} // namespace
} // namespace uicc::emulator
