#include "profiles/loader/load_profile.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace uicc::profiles {
namespace {

using filesystem::EfStructure;
using filesystem::Fid;
using test::to_hex;

/// A card with one file of one's own in the MF.
std::string card(const std::string& file)
{
    return "vuicc: 1\niccid: \"8988001234567890126\"\nmf:\n  files:\n    EF.OBJECTS: {fid: 2F60, " +
           file + "}\n";
}

std::string body(const std::string& file)
{
    const auto loaded = load_profile_text(card(file), "card.yaml");
    if (!loaded) {
        return loaded.error().front().to_string();
    }
    const filesystem::Image& files = *loaded.value()->files;
    const auto index = files.child(filesystem::mf_index, Fid{0x2F60}).value();
    EXPECT_EQ(files.header(index).structure, EfStructure::BerTlv);
    return to_hex(files.body(index));
}

TEST(DataObjectsOfAProfile, AreGivenByTagOrAsOctets)
{
    EXPECT_EQ(body("structure: ber-tlv, objects: {80: 0102, 9F1F: {text: hi}, A1: }"), "80020102"
                                                                                       "9F1F026869"
                                                                                       "A100");
    EXPECT_EQ(body("structure: ber-tlv, size: 8, objects: {80: 0102}"), "80020102FFFFFFFF");
    EXPECT_EQ(body("structure: ber-tlv, hex: 80 01 02 81 00"), "8001028100");
    EXPECT_EQ(body("structure: ber-tlv, size: 3"), "FFFFFF");
}

TEST(DataObjectsOfAProfile, AreCheckedWhereTheyStand)
{
    struct Row {
        const char* file = "";
        const char* complaint = "";
    };
    const std::array<Row, 7> rows{{
        {"structure: ber-tlv, objects: {1F: 00}", "card.yaml:5:59: a tag of one to three octets"},
        {"structure: ber-tlv, objects: {FF20: 00}", "card.yaml:5:59: a tag of one to three octets"},
        {"structure: ber-tlv, objects: {80: zz}", "card.yaml:5:63: "},
        {"structure: ber-tlv, hex: 80 05 01", "card.yaml:5:54: there is no data object at octet 0"},
        {"structure: ber-tlv, size: 2, objects: {80: 00}", "card.yaml:5:67: these objects have 3"},
        {"structure: ber-tlv, hex: 8000, objects: {80: 00}", "card.yaml:5:60: this file has"},
        {"structure: transparent, objects: {80: 00}", "card.yaml:5:53: objects belong to a file"},
    }};
    for (const Row& row : rows) {
        const auto loaded = load_profile_text(card(row.file), "card.yaml");
        ASSERT_FALSE(loaded) << row.file;
        EXPECT_EQ(loaded.error().front().to_string().rfind(row.complaint, 0), 0U)
            << loaded.error().front().to_string();
    }
}

} // namespace
} // namespace uicc::profiles
