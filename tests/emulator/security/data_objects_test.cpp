#include "emulator/security/secure_messaging/data_objects.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::emulator::secure_messaging {
namespace {

using uicc::test::from_hex;
using uicc::test::to_hex;

const char* const checksum = " 8E08 1122334455667788";

std::uint16_t refusal(const std::string& data_field)
{
    const auto objects = parse_command_objects(from_hex(data_field));
    return objects ? 0 : objects.error().value();
}

TEST(CommandObjects, AreFoundInTheirPlaces)
{
    const Bytes field = from_hex("870901 AABBCCDDEEFF0011 970104 8E08 1122334455667788");
    const auto objects = parse_command_objects(field).value();
    EXPECT_EQ(objects.data->tag, tag::padded_cryptogram);
    EXPECT_EQ(to_hex(objects.data->value), "01AABBCCDDEEFF0011");
    EXPECT_EQ(to_hex(*objects.le), "04");
    EXPECT_EQ(to_hex(objects.checksum), "1122334455667788");
    EXPECT_EQ(to_hex(objects.authenticated), "870901AABBCCDDEEFF0011970104");
}

TEST(CommandObjects, MayBeTheChecksumAlone)
{
    const Bytes field = from_hex(checksum);
    const auto objects = parse_command_objects(field).value();
    EXPECT_FALSE(objects.data);
    EXPECT_FALSE(objects.le);
    EXPECT_TRUE(objects.authenticated.empty());
}

TEST(CommandObjects, AreAuthenticatedAsTheyCameWhateverTheirLengthForm)
{
    const Bytes field = from_hex("81820001AA 9781 01 00 8E08 1122334455667788");
    const auto objects = parse_command_objects(field).value();
    EXPECT_EQ(to_hex(objects.authenticated), "81820001AA97810100");
}

TEST(CommandObjects, TakeEveryFormOfData)
{
    for (const char* const form : {"8101AA", "8501AA", "8701AA", "B101AA", "B301AA"}) {
        EXPECT_EQ(refusal(std::string{form} + checksum), 0) << form;
    }
}

TEST(CommandObjects, LackTheChecksum)
{
    EXPECT_EQ(refusal(""), 0x6987);
    EXPECT_EQ(refusal("970104"), 0x6987);
    EXPECT_EQ(refusal("8101AA 970104"), 0x6987);
}

// Even tags are not covered by the checksum; 99 stands in responses; the others are of no use here.
TEST(CommandObjects, DoNotBelongHere)
{
    for (const char* const tag :
         {"80", "82", "83", "84", "86", "89", "96", "99", "9E", "B0", "B2", "00", "5F20", "7F4C"}) {
        EXPECT_EQ(refusal(tag + std::string{" 01AA"} + checksum), 0x6987) << tag;
    }
}

TEST(CommandObjects, StandInOneOrderAndOnce)
{
    EXPECT_EQ(refusal("970104 8101AA" + std::string{checksum}), 0x6988);
    EXPECT_EQ(refusal(checksum + std::string{"970104"}), 0x6988);
    EXPECT_EQ(refusal("8101AA 8101AA" + std::string{checksum}), 0x6988);
    EXPECT_EQ(refusal("8101AA 8701AA" + std::string{checksum}), 0x6988);
    EXPECT_EQ(refusal("970104 970104" + std::string{checksum}), 0x6988);
    EXPECT_EQ(refusal(checksum + std::string{checksum}), 0x6988);
}

TEST(CommandObjects, MustBeWhole)
{
    const Bytes field = from_hex("870901 AABBCCDDEEFF0011 970104 8E08 1122334455667788");
    for (std::size_t size = 0; size < field.size(); ++size) {
        const auto objects = parse_command_objects(ByteView{field}.first(size));
        const bool between_objects = size == 0 || size == 11 || size == 14;
        ASSERT_FALSE(objects) << size;
        EXPECT_EQ(objects.error().value(), between_objects ? 0x6987 : 0x6988) << size;
    }
}

std::string carried(const char* object)
{
    const Bytes octets = from_hex(object);
    const auto found = carried_data(codec::TlvReader{octets}.next().value());
    if (!found) {
        return to_hex(Bytes{found.error().sw1(), found.error().sw2()});
    }
    return to_hex(found->octets) + (found->encrypted ? " encrypted" : "") +
           (found->padded ? " padded" : "");
}

TEST(CarriedData, IsWhatTheTagSays)
{
    EXPECT_EQ(carried("8102AABB"), "AABB");
    EXPECT_EQ(carried("B3028100"), "8100");
    EXPECT_EQ(carried("8502AABB"), "AABB encrypted padded");
    EXPECT_EQ(carried("870301AABB"), "AABB encrypted padded");
    EXPECT_EQ(carried("870302AABB"), "AABB encrypted");
    EXPECT_EQ(carried("8100"), "");
}

TEST(CarriedData, LiesInOneObjectInsideB1)
{
    EXPECT_EQ(carried("B1038101AA"), "AA");
    EXPECT_EQ(carried("B10587 0301AABB"), "AABB encrypted padded");
    EXPECT_EQ(carried("B1058503AABBCC"), "AABBCC encrypted padded");
    for (const char* const wrong :
         {"B100", "B101AA", "B1068101AA8101BB", "B105B1038101AA", "B103970104", "B1038001AA"}) {
        EXPECT_EQ(carried(wrong), "6988") << wrong;
    }
}

TEST(CarriedData, NeedsAPaddingIndicatorThatIsKnown)
{
    for (const char* const wrong : {"8700", "870200AA", "870203AA", "8702FFAA"}) {
        EXPECT_EQ(carried(wrong), "6988") << wrong;
    }
}

TEST(DecodeLe, HasOneOctetOrTwo)
{
    EXPECT_EQ(decode_le(from_hex("04"))->limit, 4);
    EXPECT_EQ(decode_le(from_hex("00"))->limit, 256);
    EXPECT_TRUE(decode_le(from_hex("00"))->as_many_as_available);
    EXPECT_EQ(decode_le(from_hex("0104"))->limit, 260);
    EXPECT_FALSE(decode_le(from_hex("0104"))->as_many_as_available);
    EXPECT_EQ(decode_le(from_hex("0000"))->limit, 65536);
    EXPECT_TRUE(decode_le(from_hex("0000"))->as_many_as_available);
    EXPECT_EQ(decode_le({}).error(), sw::secure_messaging_objects_incorrect);
    EXPECT_EQ(decode_le(from_hex("000004")).error(), sw::secure_messaging_objects_incorrect);
}

} // namespace
} // namespace uicc::emulator::secure_messaging
