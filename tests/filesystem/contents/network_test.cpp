#include "filesystem/catalogue/catalogue.hpp"
#include "filesystem/contents/network/access_technology.hpp"
#include "filesystem/contents/network/location.hpp"
#include "filesystem/contents/network/network_name.hpp"
#include "filesystem/contents/network/operator_list.hpp"
#include "filesystem/contents/network/plmn.hpp"
#include "filesystem/contents/network/search_period.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem::contents {
namespace {

using test::from_hex;
using test::to_hex;

using Names = std::vector<std::string>;

std::string octets_of(std::string_view plmn)
{
    return to_hex(encode_plmn(parse_plmn(plmn, Wildcards::Allowed).value()));
}

TEST(Plmn, TakesTwoAndThreeDigitMncs)
{
    EXPECT_EQ(octets_of("001-01"), "00F110");
    EXPECT_EQ(octets_of("00101"), "00F110");
    EXPECT_EQ(octets_of("001-001"), "001100");
    EXPECT_EQ(octets_of("334020"), "330420");
    EXPECT_EQ(octets_of("228-06"), "22F860");
    EXPECT_EQ(octets_of("001-D1"), "00F11D");
}

TEST(Plmn, GoesBothWays)
{
    for (const auto* plmn : {"001-01", "310-410", "999-99", "001-001"}) {
        const Bytes octets = encode_plmn(parse_plmn(plmn).value());
        EXPECT_EQ(to_text(**decode_plmn(octets)), plmn);
    }
}

TEST(Plmn, RefusesOtherTexts)
{
    for (const auto* wrong : {"", "001", "001-1", "0010", "001-0101", "0010101", "00-101", "001/01",
                              "001-0x", "001-DD", "-00101", "001--01", "a01-01"}) {
        EXPECT_FALSE(parse_plmn(wrong)) << wrong;
    }
    EXPECT_TRUE(parse_plmn("001-DD", Wildcards::Allowed));
    EXPECT_FALSE(parse_plmn("001-EE", Wildcards::Allowed));
}

TEST(Plmn, RefusesOctetsThatAreNone)
{
    EXPECT_EQ(*decode_plmn(from_hex("FFFFFF")), std::nullopt);
    EXPECT_FALSE(decode_plmn(from_hex("00F1")));
    EXPECT_FALSE(decode_plmn(from_hex("0AF110")));
    EXPECT_FALSE(decode_plmn(from_hex("00F1D0")));
    EXPECT_TRUE(decode_plmn(from_hex("00F1D0"), Wildcards::Allowed));
    EXPECT_FALSE(decode_plmn(from_hex("FFFFF0")));
}

TEST(PlmnList, SkipsUnusedEntries)
{
    const auto plmns = decode_plmn_list(from_hex("FFFFFF 00F110 FFFFFF 62F220"));
    ASSERT_TRUE(plmns);
    EXPECT_EQ(to_hex(encode_plmn_list(*plmns)), "00F11062F220");
    EXPECT_TRUE(decode_plmn_list({})->empty());
    EXPECT_FALSE(decode_plmn_list(from_hex("00F110 62")));
}

TEST(AccessTechnology, HasTheBitsOfTheTable)
{
    const std::vector<std::pair<Names, AccessTechnologies>> table = {
        {{}, 0x0000},
        {{"utran"}, 0x8000},
        {{"e-utran"}, 0x4000},
        {{"e-utran-wb"}, 0x6000},
        {{"e-utran-nb"}, 0x5000},
        {{"e-utran-wb", "e-utran-nb"}, 0x7000},
        {{"ng-ran"}, 0x0800},
        {{"gsm"}, 0x0080},
        {{"gsm-only"}, 0x0084},
        {{"ec-gsm-iot"}, 0x0088},
        {{"gsm", "ec-gsm-iot"}, 0x008C},
        {{"gsm-compact"}, 0x0040},
        {{"hrpd"}, 0x0020},
        {{"1xrtt"}, 0x0010},
        {{"utran", "e-utran", "ng-ran", "gsm"}, 0xC880},
    };
    for (const auto& [names, bits] : table) {
        EXPECT_EQ(parse_access_technologies(names).value(), bits);
        const auto back = names_of(bits);
        EXPECT_EQ(Names(back.begin(), back.end()), names);
    }
}

TEST(AccessTechnology, PlainEUtranIsEitherMode)
{
    EXPECT_EQ(parse_access_technologies(Names{"e-utran", "e-utran-nb"}).value(), 0x4000);
}

TEST(AccessTechnology, ListsTheKnownNames)
{
    const auto refused = parse_access_technologies(Names{"lte"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what,
              "\"lte\" is no access technology; known are utran, e-utran, e-utran-wb, e-utran-nb, "
              "ng-ran, gsm, gsm-only, ec-gsm-iot, gsm-compact, hrpd, 1xrtt (TS 31.102 §4.2.5)");
}

TEST(PlmnAccessList, FillsTheFileWithUnusedEntries)
{
    const std::vector<PlmnAccess> entries{{{"001", "01"}, 0x4000}};
    EXPECT_EQ(to_hex(encode_plmn_access_list(entries).value()), "00F1104000");
    EXPECT_EQ(to_hex(encode_plmn_access_list(entries, 10).value()), "00F1104000FFFFFF0000");
    EXPECT_EQ(to_hex(encode_plmn_access_list(entries, 9).value()), "00F1104000");
    EXPECT_FALSE(encode_plmn_access_list(entries, 4));
    EXPECT_EQ(decode_plmn_access_list(from_hex("FFFFFF0000 00F1104000")).value(), entries);
    EXPECT_FALSE(decode_plmn_access_list(from_hex("00F110")));
}

TEST(SearchPeriod, IsAMultipleOfSixMinutes)
{
    EXPECT_EQ(to_hex(encode_search_period(60).value()), "0A");
    EXPECT_EQ(to_hex(encode_search_period(0).value()), "00");
    EXPECT_EQ(to_hex(encode_search_period(1530).value()), "FF");
    EXPECT_FALSE(encode_search_period(61));
    EXPECT_FALSE(encode_search_period(1536));
    EXPECT_EQ(decode_search_period(from_hex("0A")).value(), 60U);
    EXPECT_FALSE(decode_search_period({}));
}

TEST(NetworkName, IsPackedAndSaysItsSpareBits)
{
    EXPECT_EQ(to_hex(encode_network_name({.full = "Test"}).value()), "430584D4F29C0E");
    EXPECT_EQ(to_hex(encode_network_name({.full = "hellohello", .short_name = "hello"}).value()),
              "430A82E8329BFD4697D9EC37450685E8329BFD06");
    EXPECT_EQ(to_hex(encode_network_name({.full = "Ж"}).value()), "4303900416");
}

TEST(NetworkName, GoesBothWaysInEveryLength)
{
    std::string text;
    for (int length = 0; length < 20; ++length) {
        const NetworkName name{.full = text, .short_name = "x"};
        EXPECT_EQ(decode_network_name(encode_network_name(name).value()).value(), name);
        text += static_cast<char>('a' + length);
    }
    const NetworkName greek{.full = "Ελληνικά ά", .short_name = "Жанна"};
    EXPECT_EQ(decode_network_name(encode_network_name(greek).value()).value(), greek);
}

TEST(NetworkName, SkipsOtherObjectsAndFill)
{
    const auto name = decode_network_name(from_hex("80 02 00 01  43 05 84 D4 F2 9C 0E  FF FF"));
    EXPECT_EQ(name->full, "Test");
    EXPECT_EQ(decode_network_name({})->full, "");
    EXPECT_FALSE(decode_network_name(from_hex("43 05 84 D4")));
    EXPECT_FALSE(decode_network_name(from_hex("43 00")));
    EXPECT_FALSE(decode_network_name(from_hex("43 02 A0 41")));
    EXPECT_EQ(decode_network_name(from_hex("43 01 87"))->full, "");
    EXPECT_FALSE(encode_network_name({.full = "\U0001F600"}));
}

TEST(OperatorEntry, HasARangeOfAreas)
{
    const OperatorEntry everywhere{{"262", "01"}, 0, 0xFFFE, 1};
    EXPECT_EQ(to_hex(encode_operator_entry(everywhere).value()), "62F2100000FFFE01");
    EXPECT_EQ(to_hex(encode_operator_entry(everywhere, AreaCodeSize::Three).value()),
              "62F21000000000FFFE01");
    EXPECT_EQ(decode_operator_entry(from_hex("62F2D00000FFFE01"))->plmn.mnc, "0D"); // a wildcard
    EXPECT_FALSE(encode_operator_entry({{"262", "01"}, 2, 1, 1}));
    EXPECT_FALSE(encode_operator_entry({{"262", "01"}, 0, 0x10000, 1}));
    EXPECT_TRUE(encode_operator_entry({{"262", "01"}, 0, 0xFFFFFF, 1}, AreaCodeSize::Three));
    EXPECT_FALSE(encode_operator_entry({{"262", "01"}, 0, 0x1000000, 1}, AreaCodeSize::Three));
    EXPECT_FALSE(decode_operator_entry(from_hex("62F2100000FFFE")));
    EXPECT_FALSE(decode_operator_entry(from_hex("FF*8")));
}

TEST(ProviderPlmns, AreAListInTemplateA3)
{
    const std::vector<Plmn> plmns{{"001", "01"}, {"310", "410"}};
    EXPECT_EQ(to_hex(encode_provider_plmns(plmns)), "A308800600F110130014");
    EXPECT_EQ(decode_provider_plmns(from_hex("A308800600F110130014FFFF")).value(), plmns);
    EXPECT_TRUE(decode_provider_plmns(from_hex("A3028000"))->empty());
    EXPECT_FALSE(decode_provider_plmns(from_hex("A300")));
    EXPECT_FALSE(decode_provider_plmns(from_hex("A30880")));
    EXPECT_FALSE(decode_provider_plmns(from_hex("FFFF")));
}

/// Nothing but defaults is what the catalogue has in a fresh file.
TEST(Location, DefaultsToTheContentsOfAFreshFile)
{
    using catalogue::Directory;
    const std::vector<std::tuple<LocationKind, Directory, std::string_view>> files = {
        {LocationKind::Loci, Directory::Usim, "EF.LOCI"},
        {LocationKind::PsLoci, Directory::Usim, "EF.PSLOCI"},
        {LocationKind::EpsLoci, Directory::Usim, "EF.EPSLOCI"},
        {LocationKind::FiveGsLoci, Directory::FiveGs, "EF.5GS3GPPLOCI"},
    };
    for (const auto& [kind, directory, name] : files) {
        const catalogue::EfSpec& spec = *catalogue::find_ef(directory, name);
        EXPECT_EQ(to_hex(encode_location(kind, {}).value()),
                  to_hex(catalogue::expand_default(spec, spec.size)))
            << name;
    }
}

TEST(Location, GoesBothWays)
{
    const Location location{.identity = Bytes(12, Byte{0x0B}),
                            .plmn = Plmn{"001", "01"},
                            .area = Bytes{0x12, 0x34},
                            .status = 0};
    const Bytes body = encode_location(LocationKind::EpsLoci, location).value();
    EXPECT_EQ(to_hex(body), "0B0B0B0B0B0B0B0B0B0B0B0B00F110123400");
    EXPECT_EQ(decode_location(LocationKind::EpsLoci, body).value(), location);
}

TEST(Location, RefusesPartsOfTheWrongSize)
{
    EXPECT_FALSE(encode_location(LocationKind::Loci, {.identity = Bytes(5)}));
    EXPECT_FALSE(encode_location(LocationKind::Loci, {.area = Bytes(3)}));
    EXPECT_TRUE(encode_location(LocationKind::PsLoci, {.area = Bytes(3)}));
    EXPECT_FALSE(decode_location(LocationKind::Loci, from_hex("FF*10")));
    EXPECT_FALSE(decode_location(LocationKind::Loci, {}));
    for (Byte status = 0; status < 4; ++status) {
        EXPECT_EQ(parse_location_status(location_status_name(status).value()).value(), status);
    }
    EXPECT_EQ(location_status_name(4), std::nullopt);
    EXPECT_FALSE(parse_location_status("lost"));
}

} // namespace
} // namespace uicc::filesystem::contents
