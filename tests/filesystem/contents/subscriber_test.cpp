#include "filesystem/contents/subscriber/access_class.hpp"
#include "filesystem/contents/subscriber/administrative_data.hpp"
#include "filesystem/contents/subscriber/iccid.hpp"
#include "filesystem/contents/subscriber/ims_identity.hpp"
#include "filesystem/contents/subscriber/imsi.hpp"
#include "filesystem/contents/subscriber/service_provider_name.hpp"
#include "filesystem/contents/subscriber/service_table.hpp"
#include "filesystem/contents/subscriber/subscription_privacy.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem::contents {
namespace {

using test::from_hex;
using test::to_hex;

using Numbers = std::vector<unsigned>;

template <class Value>
std::string error_of(const Result<Value, ContentError>& result)
{
    return result ? "" : result.error().what;
}

TEST(Imsi, HasSixToFifteenDigits)
{
    EXPECT_EQ(to_hex(encode_imsi("001010123456789").value()), "080910101032547698");
    EXPECT_EQ(to_hex(encode_imsi("00101012345678").value()), "0801101010325476F8");
    EXPECT_EQ(to_hex(encode_imsi("001011").value()), "04011010F1FFFFFFFF");
    EXPECT_EQ(error_of(encode_imsi("0010101234567890")),
              "IMSI must have 6 to 15 digits, this one has 16 (TS 31.102 §4.2.2)");
    EXPECT_EQ(error_of(encode_imsi("00101")),
              "IMSI must have 6 to 15 digits, this one has 5 (TS 31.102 §4.2.2)");
    EXPECT_FALSE(encode_imsi(""));
    EXPECT_FALSE(encode_imsi("00101012345678a"));
    EXPECT_FALSE(encode_imsi("001 010123"));
}

TEST(Imsi, GoesBothWaysInEveryLength)
{
    const std::string digits = "262019876543210";
    for (std::size_t count = 6; count <= digits.size(); ++count) {
        const std::string imsi = digits.substr(0, count);
        const Bytes body = encode_imsi(imsi).value();
        EXPECT_EQ(body.size(), 9U);
        EXPECT_EQ(decode_imsi(body).value(), imsi);
    }
}

TEST(Imsi, RefusesBodiesThatHoldNone)
{
    for (const auto* body : {"", "FF*9", "00 FF*8", "08 09 10", "09 09 10 10 10 32 54 76 98",
                             "08 01 10 10 10 32 54 76 98", "08 09 10 10 10 32 54 76 A8",
                             "02 09 10 FF FF FF FF FF FF"}) {
        EXPECT_FALSE(decode_imsi(from_hex(body))) << body;
    }
}

/// Numbers of payment cards in wide use as examples, and a real ICCID.
TEST(Luhn, CompletesPublishedNumbers)
{
    EXPECT_EQ(luhn_digit("7992739871"), '3');
    EXPECT_EQ(luhn_digit("411111111111111"), '1');
    EXPECT_EQ(luhn_digit("37828224631000"), '5');
    EXPECT_EQ(luhn_digit("898821100000043001"), '0');
    EXPECT_EQ(luhn_digit(""), '0');
}

TEST(Iccid, HasEighteenToTwentyDigits)
{
    EXPECT_EQ(to_hex(encode_iccid("8988211000000430010").value()), "988812010000400310F0");
    EXPECT_EQ(encode_iccid("89882110000004300?").value().size(), 10U);
    EXPECT_EQ(decode_iccid(encode_iccid("8988211000000430000?").value()).value().size(), 20U);
    EXPECT_EQ(error_of(encode_iccid("89882110000004300")),
              "ICCID must have 18 to 20 digits, this one has 17 (TS 102 221 §13.2)");
    EXPECT_FALSE(encode_iccid("89882110000004300100?"));
    EXPECT_FALSE(encode_iccid(""));
    EXPECT_FALSE(encode_iccid("?"));
    EXPECT_FALSE(encode_iccid("89882110000004300?0"));
    EXPECT_FALSE(encode_iccid("898821100000043001x"));
}

TEST(Iccid, ChecksItsLastDigit)
{
    EXPECT_EQ(error_of(encode_iccid("8988211000000430011")),
              "the check digit of ICCID 8988211000000430011 is 0, not 1; write ? to have it "
              "computed (ITU-T E.118)");
    EXPECT_EQ(to_hex(encode_iccid("8988211000000430011", CheckDigit::Accept).value()),
              "988812010000400310F1");
    EXPECT_EQ(decode_iccid(encode_iccid("898821100000043001?").value()).value(),
              "8988211000000430010");
}

TEST(Iccid, RefusesBodiesThatHoldNone)
{
    EXPECT_FALSE(decode_iccid({}));
    EXPECT_FALSE(decode_iccid(from_hex("FF*10")));
    EXPECT_FALSE(decode_iccid(from_hex("98*9")));
    EXPECT_FALSE(decode_iccid(from_hex("98 8A FF*8")));
}

TEST(AccessClasses, LeaveTenOut)
{
    EXPECT_EQ(to_hex(encode_access_classes(Numbers{0, 15}).value()), "8001");
    EXPECT_EQ(to_hex(encode_access_classes({}).value()), "0000");
    EXPECT_EQ(error_of(encode_access_classes(Numbers{10})),
              "10 is no access class, they are 0 to 9 and 11 to 15 (TS 31.102 §4.2.15)");
    EXPECT_FALSE(encode_access_classes(Numbers{16}));
    EXPECT_EQ(decode_access_classes(from_hex("0400")).value(), Numbers{10});
    EXPECT_FALSE(decode_access_classes(from_hex("00")));
    EXPECT_FALSE(decode_access_classes(from_hex("000000")));
}

TEST(ServiceTable, CountsServicesFromOne)
{
    EXPECT_EQ(to_hex(encode_services(Numbers{1, 8, 9}).value()), "8101");
    EXPECT_EQ(to_hex(encode_services(Numbers{2}, 3).value()), "020000"); // never FF
    EXPECT_EQ(to_hex(encode_services({}, 2).value()), "0000");
    EXPECT_EQ(to_hex(encode_services({}).value()), "");
    EXPECT_EQ(decode_services(from_hex("8101")), (Numbers{1, 8, 9}));
    EXPECT_TRUE(decode_services({}).empty());
}

TEST(ServiceTable, RefusesWhatHasNoPlace)
{
    EXPECT_FALSE(encode_services(Numbers{0}));
    EXPECT_FALSE(encode_services(Numbers{256}));
    EXPECT_TRUE(encode_services(Numbers{136}, 17));
    EXPECT_EQ(error_of(encode_services(Numbers{137}, 17)),
              "service 137 lies beyond a table of 17 octets, the last one there is 136 "
              "(TS 31.102 §4.2.8)");
}

TEST(ServiceTable, HasTwoBitsPerServiceOnASim)
{
    EXPECT_EQ(to_hex(encode_sim_services(Numbers{1, 4, 5}).value()), "C303");
    EXPECT_EQ(decode_sim_services(from_hex("C303")), (Numbers{1, 4, 5}));
    EXPECT_TRUE(decode_sim_services(from_hex("55")).empty()); // allocated, not activated
    EXPECT_FALSE(encode_sim_services(Numbers{9}, 2));
    EXPECT_TRUE(encode_sim_services(Numbers{8}, 2));
}

TEST(ServiceTable, GoesBothWaysForEveryService)
{
    for (unsigned service = 1; service <= 255; ++service) {
        EXPECT_EQ(decode_services(encode_services(Numbers{service}).value()), Numbers{service});
        EXPECT_EQ(decode_sim_services(encode_sim_services(Numbers{service}).value()),
                  Numbers{service});
    }
}

TEST(AdministrativeData, HasTheLengthOfTheMncWhereItIsGiven)
{
    EXPECT_EQ(to_hex(encode_administrative_data({.mnc_length = 2}).value()), "00000002");
    EXPECT_EQ(to_hex(encode_administrative_data({.mode = OperationMode::TypeApproval}).value()),
              "800000");
    EXPECT_FALSE(encode_administrative_data({.mnc_length = 4}));
    EXPECT_FALSE(encode_administrative_data({.mnc_length = 1}));
    EXPECT_EQ(decode_administrative_data(from_hex("000000F3"))->mnc_length, 3U);
    EXPECT_EQ(decode_administrative_data(from_hex("00000000"))->mnc_length, std::nullopt);
    EXPECT_FALSE(decode_administrative_data(from_hex("0000")));
}

TEST(AdministrativeData, NamesEveryMode)
{
    for (const auto mode :
         {OperationMode::Normal, OperationMode::NormalAndSpecificFacilities,
          OperationMode::Maintenance, OperationMode::CellTest, OperationMode::TypeApproval,
          OperationMode::TypeApprovalAndSpecificFacilities}) {
        EXPECT_EQ(parse_operation_mode(to_string(mode).value()).value(), mode);
    }
    EXPECT_EQ(to_string(OperationMode{0x55}), std::nullopt);
    EXPECT_FALSE(parse_operation_mode("Normal"));
}

TEST(ServiceProviderName, HasSixteenOctetsForTheName)
{
    EXPECT_EQ(to_hex(encode_spn({.name = "GSM-R CH", .show_in_hplmn = true}).value()),
              "0147534D2D52204348FFFFFFFFFFFFFFFF");
    EXPECT_EQ(to_hex(encode_spn({.hide_in_oplmn = true}).value()).substr(0, 4), "02FF");
    EXPECT_TRUE(encode_spn({.name = "sixteen letters!"}));
    EXPECT_FALSE(encode_spn({.name = "seventeen letters"}));
    const ServiceProviderName russian{"Жанна", true, true};
    EXPECT_EQ(decode_spn(encode_spn(russian).value()).value(), russian);
    EXPECT_FALSE(decode_spn(from_hex("00 FF*15")));
    EXPECT_FALSE(decode_spn(from_hex("00 FF*17")));
}

TEST(ImsText, IsAnObjectOfTag80)
{
    EXPECT_EQ(to_hex(encode_ims_text("a@b").value()), "8003614062");
    const std::string longer(200, 'x');
    EXPECT_EQ(decode_ims_text(encode_ims_text(longer).value()).value(), longer);
    EXPECT_EQ(decode_ims_text(from_hex("80 01 61 FF FF")).value(), "a");
    EXPECT_FALSE(encode_ims_text(""));
    EXPECT_FALSE(decode_ims_text(from_hex("80 05 61")));
    EXPECT_FALSE(decode_ims_text(from_hex("81 01 61")));
    EXPECT_FALSE(decode_ims_text({}));
}

TEST(NetworkAddress, TellsAddressesFromNames)
{
    EXPECT_EQ(to_hex(encode_network_address("192.168.12.34").value()), "800501C0A80C22");
    EXPECT_EQ(to_hex(encode_network_address("a.b").value()), "800400612E62");
    EXPECT_EQ(decode_network_address(encode_network_address("2001:db8::23").value()).value(),
              "2001:db8::23");
    EXPECT_EQ(to_hex(encode_network_address("256.1.1.1").value()).substr(4, 2), "00"); // a name
    EXPECT_FALSE(encode_network_address("2001:db8::g"));
    EXPECT_FALSE(encode_network_address(""));
    EXPECT_FALSE(encode_network_address(std::string_view{"a\0b", 3}));
    EXPECT_FALSE(decode_network_address(from_hex("80 04 01 C0 A8 0C")));
    EXPECT_FALSE(decode_network_address(from_hex("80 00")));
    EXPECT_FALSE(decode_network_address(from_hex("80 02 03 61")));
}

TEST(RoutingIndicator, HasOneToFourDigits)
{
    EXPECT_EQ(to_hex(encode_routing_indicator("0").value()), "F0FFFFFF");
    EXPECT_EQ(to_hex(encode_routing_indicator("17").value()), "71FFFFFF");
    EXPECT_EQ(to_hex(encode_routing_indicator("1234").value()), "2143FFFF");
    EXPECT_EQ(decode_routing_indicator(from_hex("F0FF0000")).value(), "0");
    EXPECT_EQ(decode_routing_indicator(from_hex("2143FFFF")).value(), "1234");
    EXPECT_FALSE(encode_routing_indicator(""));
    EXPECT_FALSE(encode_routing_indicator("12345"));
    EXPECT_FALSE(encode_routing_indicator("1a"));
    EXPECT_FALSE(decode_routing_indicator(from_hex("FFFFFFFF")));
    EXPECT_FALSE(decode_routing_indicator(from_hex("F0")));
}

TEST(Suci, NamesOnlyKeysThatAreThere)
{
    const SuciCalculation::Scheme profile_a{ProtectionScheme::ProfileA, 1};
    EXPECT_FALSE(encode_suci_calculation({.schemes = {profile_a}}));
    const SuciCalculation suci{.schemes = {profile_a, {}}, .keys = {{27, Bytes(32, Byte{0x5A})}}};
    EXPECT_EQ(decode_suci_calculation(encode_suci_calculation(suci).value()).value(), suci);
    EXPECT_EQ(to_hex(encode_suci_calculation({.schemes = {{}}}).value()), "A0020000");
    EXPECT_EQ(decode_suci_calculation(from_hex("A0020000 FFFF"))->schemes.size(), 1U);
}

TEST(Suci, RefusesMalformedOctets)
{
    for (const auto* body : {"A0 01 00", "A0 02 00", "A1 03 80 01 0A", "A1 04 80 00 81 00",
                             "A1 03 81 01 0A", "A1 05 80 01 0A 81 05"}) {
        EXPECT_FALSE(decode_suci_calculation(from_hex(body))) << body;
    }
}

} // namespace
} // namespace uicc::filesystem::contents
