#include "filesystem/catalogue/catalogue.hpp"
#include "filesystem/contents/content_fields.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace uicc::filesystem::contents {
namespace {

using test::from_hex;
using test::to_hex;

using List = ContentValue::List;
using Members = ContentValue::Members;
using Path = std::vector<std::string>;

constexpr auto transparent = EfStructure::Transparent;
constexpr auto records = EfStructure::LinearFixed;

Result<std::vector<Bytes>, ContentError> encoded(std::string_view file,
                                                 const ContentValue& value,
                                                 EfStructure structure,
                                                 std::size_t size = 0)
{
    return encode_contents(*content_field_of(file, structure), value, structure, size);
}

TEST(ContentFields, BelongToFilesOfTheCatalogue)
{
    for (const ContentField& field : content_fields()) {
        EXPECT_FALSE(catalogue::directories_with(field.file).empty()) << field.file;
        EXPECT_FALSE(field.name.empty());
        EXPECT_FALSE(field.example.empty());
    }
}

TEST(ContentFields, AreFoundByFile)
{
    EXPECT_EQ(content_field_of("EF.IMSI")->name, "imsi");
    EXPECT_EQ(content_field_of("EF.SPN", transparent)->name, "spn");
    EXPECT_EQ(content_field_of("EF.Kc"), nullptr);
    EXPECT_EQ(content_field_of(""), nullptr);
    EXPECT_NE(content_field_of("EF.ECC", transparent), content_field_of("EF.ECC", records));
    EXPECT_EQ(content_field_of("EF.ECC"), content_field_of("EF.ECC", records));
}

TEST(EncodeContents, MakesOneBodyOfATransparentFile)
{
    EXPECT_EQ(encoded("EF.IMSI", "001010123456789", transparent).value(),
              std::vector<Bytes>{from_hex("080910101032547698")});
    EXPECT_EQ(to_hex(encoded("EF.FPLMN", List{"001-01"}, transparent, 12)->front()), "00F110");
    EXPECT_EQ(to_hex(encoded("EF.UST", List{"2"}, transparent, 3)->front()), "020000");
    EXPECT_EQ(to_hex(encoded("EF.EST", List{"fdn", "acl"}, transparent)->front()), "05");
    EXPECT_EQ(to_hex(encoded("EF.ACC", List{"3"}, transparent, 2)->front()), "0008");
    EXPECT_EQ(to_hex(encoded("EF.HPPLMN", "60", transparent, 1)->front()), "0A");
    EXPECT_EQ(to_hex(encoded("EF.UAC_AIC", List{"mcs"}, transparent)->front()), "02000000");
    EXPECT_EQ(to_hex(encoded("EF.SST", List{"1"}, transparent, 2)->front()), "0300");
}

TEST(EncodeContents, MakesOneRecordPerElement)
{
    const auto numbers = encoded("EF.ADN", List{"+491", Members{{"name", "A"}}}, records, 16);
    ASSERT_TRUE(numbers);
    EXPECT_EQ(numbers->size(), 2U);
    EXPECT_EQ(to_hex((*numbers)[0]), "FFFF"
                                     "0391"
                                     "94F1FFFFFFFFFFFFFFFF"
                                     "FFFF");
    EXPECT_EQ(encoded("EF.MSISDN", "+491701234567", records, 24)->size(), 1U);
    EXPECT_TRUE(encoded("EF.ADN", List{}, records, 16)->empty());
}

TEST(EncodeContents, PointsToTheWrongPart)
{
    const auto wrong_digits =
        encoded("EF.ADN", List{"+491", Members{{"name", "A"}, {"number", "12x"}}}, records, 16);
    ASSERT_FALSE(wrong_digits);
    EXPECT_EQ(wrong_digits.error().path, (Path{"1", "number"}));

    const Members entry{{"plmn", "001-01"}, {"access", List{"utran", "lte"}}};
    EXPECT_EQ(encoded("EF.PLMNwAcT", List{entry}, transparent).error().path, (Path{"0", "access"}));
    EXPECT_EQ(encoded("EF.FPLMN", List{"001-01", "1"}, transparent).error().path, Path{"1"});
    EXPECT_EQ(encoded("EF.EST", List{"fdn", "x"}, transparent).error().path, Path{"1"});
    EXPECT_EQ(encoded("EF.MSISDN", "12x", records, 24).error().path, Path{"number"});
}

TEST(EncodeContents, RefusesContentsLongerThanTheFile)
{
    EXPECT_TRUE(encoded("EF.FPLMN", List{"001-01", "001-02"}, transparent, 6));
    const auto longer = encoded("EF.FPLMN", List{"001-01", "001-02"}, transparent, 5);
    ASSERT_FALSE(longer);
    EXPECT_EQ(longer.error().what, "these contents of EF.FPLMN need 6 octets, there are 5");
    EXPECT_FALSE(encoded("EF.IMSI", "001010123456789", transparent, 8));
}

TEST(EncodeContents, AsksForTheLengthOfTheMncWhereTheFileHasIt)
{
    EXPECT_EQ(to_hex(encoded("EF.AD", Members{{"mnc_length", "2"}}, transparent, 4)->front()),
              "00000002");
    EXPECT_TRUE(encoded("EF.AD", Members{{"mode", "normal"}}, transparent, 3));
    EXPECT_FALSE(encoded("EF.AD", Members{{"mode", "normal"}}, transparent, 4));
    EXPECT_FALSE(encoded("EF.AD", Members{{"mnc_length", "5"}}, transparent, 4));
    EXPECT_EQ(to_hex(encoded("EF.AD", Members{{"mnc_length", "3"}, {"ciphering_indicator", "true"}},
                             transparent, 4)
                         ->front()),
              "00000103");
}

/// The last member is wrong and those before it are long enough to live on the heap, so that a
/// leak on the way out shows.
TEST(EncodeContents, RefusesLateMembers)
{
    const std::string name(40, 'x');
    const std::string hex(80, 'A');
    const std::vector<std::pair<std::string_view, Members>> values = {
        {"EF.ADN", {{"name", name}, {"number", name}, {"extension", "x"}}},
        {"EF.SMSP", {{"name", name}, {"destination", name}, {"validity", "x"}}},
        {"EF.ECC", {{"code", name}, {"name", name}, {"services", "x"}}},
        {"EF.DIR", {{"aid", hex}, {"label", name}, {"path", hex}, {"discretionary", "x"}}},
        {"EF.SPN", {{"name", name}, {"hide_in_oplmn", "x"}}},
        {"EF.PNN", {{"full", name}, {"short", List{"x"}}}},
        {"EF.OPL", {{"plmn", "001-01"}, {"areas", "0-1"}, {"pnn", "x"}}},
        {"EF.LOCI", {{"identity", hex}, {"area", hex}, {"status", "x"}}},
        {"EF.SUCI_Calc_Info",
         {{"schemes", List{Members{{"scheme", "profile-a"}}}},
          {"keys", List{Members{{"id", "1"}, {"key", hex}}, Members{{"id", "2"}, {"key", "x"}}}}}},
        {"EF.PLMNwAcT", {{"plmn", "001-01"}, {"access", List{"x"}}}},
    };
    for (const auto& [file, members] : values) {
        const auto refused = content_field_of(file)->encode(ContentValue{members}, 0);
        ASSERT_FALSE(refused) << file;
        EXPECT_EQ(std::ranges::count(refused.error().path, members.back().key), 1) << file;
    }
}

TEST(EncodeContents, RefusesValuesOfTheWrongShape)
{
    for (const ContentField& field : content_fields()) {
        const ContentValue nested = List{List{List{"x"}}};
        const ContentValue strange = Members{{"strange", "x"}};
        EXPECT_FALSE(field.encode(nested, 0)) << field.file;
        EXPECT_FALSE(field.encode(strange, 0)) << field.file;
    }
}

/// Octets that begin like the contents of files, then anything; the sequence is the same each run.
TEST(DecodedFields, FailOnlyByAnError)
{
    constexpr auto beginnings = std::to_array<Byte>(
        {0x00, 0x01, 0x08, 0x43, 0x61, 0x80, 0x81, 0x82, 0xA0, 0xA1, 0xA3, 0xFF});
    std::minstd_rand random; // NOLINT: the same numbers each time
    for (const ContentField& field : content_fields()) {
        for (unsigned round = 0; round < 500; ++round) {
            Bytes octets(random() % 48);
            for (Byte& octet : octets) {
                const bool typical = random() % 3 == 0;
                octet = typical ? beginnings.at(random() % beginnings.size())
                                : static_cast<Byte>(random() >> 8U);
            }
            EXPECT_NO_THROW((void)field.decode(octets)) << field.file << ' ' << to_hex(octets);
        }
    }
}

/// What a field reads out of its own octets can be written again.
TEST(DecodedFields, CanBeEncodedAgain)
{
    const std::vector<std::pair<std::string_view, std::string_view>> bodies = {
        {"EF.DIR", "61 1C 4F0CA000000063504B43532D3135 5006504B43533135 51043F007F50"},
        {"EF.PL", "656E6465"},
        {"EF.UMPC", "3CFF020000"},
        {"EF.UST", "0A00FF"},
        {"EF.EST", "06"},
        {"EF.AD", "01000D03"},
        {"EF.SPN", "03 47534D FF*13"},
        {"EF.PLMNwAcT", "00F1104000 62F220488C"},
        {"EF.PNN", "43 05 84D4F29C0E 45 02 8141"},
        {"EF.OPL", "62F2100000FFFE01"},
        {"EF.OPL5G", "62F210000000FFFFFE01"},
        {"EF.SPDI", "A3 05 80 03 00F110"},
        {"EF.EPSLOCI", "0B*12 00F110 1234 00"},
        {"EF.PSLOCI", "FF*7 00F110 123405 01"},
        {"EF.5GS3GPPLOCI", "0B*13 00F110 123456 00"},
        {"EF.SUCI_Calc_Info", "A0 04 0101 0000 A1 09 80 01 1B 81 04 01020304"},
        {"EF.SMSP", "E1 FF*12 0891945197109099F9FFFFFF 00 00 A9"},
        {"EF.ECC", "11F2FF 534F53 03"},
        {"EF.P-CSCF", "80 05 01 C0A80C22"},
        {"EF.BDN", "41 03 81 2143 FF*8 01 FF FF"},
    };
    for (const auto& [file, hex] : bodies) {
        const ContentField& field = *content_field_of(file);
        const Bytes octets = from_hex(hex);
        const auto value = field.decode(octets);
        ASSERT_TRUE(value) << file << ": " << value.error().what;
        const auto again = field.encode(*value, octets.size());
        ASSERT_TRUE(again) << file << ": " << again.error().what;
        EXPECT_EQ(to_hex(*again), to_hex(octets)) << file;
    }
}

TEST(Describe, ShowsContentsOnOneLine)
{
    EXPECT_EQ(describe("EF.IMSI", from_hex("080910101032547698")), "001010123456789");
    EXPECT_EQ(describe("EF.UST", from_hex("0A02")), "2, 4, 10");
    EXPECT_EQ(describe("EF.AD", from_hex("00000002")), "mode: normal, mnc_length: 2");
    EXPECT_EQ(describe("EF.MSISDN", from_hex("FF FF 03 91 94 F1 FF*8 FF FF")), "+491");
    EXPECT_EQ(describe("EF.PLMNwAcT", from_hex("00F1104000 FFFFFF0000")),
              "plmn: 001-01, access: e-utran");
    EXPECT_EQ(describe("EF.ECC", from_hex("11F2FF19F1FF"), transparent), "112, 911");
    EXPECT_EQ(describe("EF.LOCI", from_hex("FF*7 0000 FF 01")), "area: 0000, status: not-updated");
}

TEST(Describe, SaysNothingAboutWhatItCannotRead)
{
    EXPECT_EQ(describe("EF.Kc", from_hex("00*9")), std::nullopt);
    EXPECT_EQ(describe("EF.IMSI", from_hex("0809")), std::nullopt);
    EXPECT_EQ(describe("EF.IMSI", {}), std::nullopt);
    EXPECT_EQ(describe("EF.IMSI", from_hex("FF*9")), "unused");
    EXPECT_EQ(describe("EF.SPN", from_hex("01*35")), std::nullopt); // that of DF.CDMA
}

} // namespace
} // namespace uicc::filesystem::contents
