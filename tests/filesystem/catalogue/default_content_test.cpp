#include "filesystem/catalogue/catalogue.hpp"
#include "filesystem/catalogue/default_content.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace uicc::filesystem::catalogue {
namespace {

using nlohmann::json;
using test::to_hex;

TEST(ExpandPattern, FillsWithFf)
{
    EXPECT_EQ(to_hex(expand_pattern("", 3)), "FFFFFF");
    EXPECT_EQ(to_hex(expand_pattern("0A", 3)), "0AFFFF");
    EXPECT_EQ(to_hex(expand_pattern("0A", 1)), "0A");
}

TEST(ExpandPattern, RepeatsTheLastOctetBeforeTheDots)
{
    EXPECT_EQ(to_hex(expand_pattern("FF...FF07", 9)), "FFFFFFFFFFFFFFFF07");
    EXPECT_EQ(to_hex(expand_pattern("00FF...FF", 4)), "00FFFFFF");
    EXPECT_EQ(to_hex(expand_pattern("00...00", 2)), "0000");
    EXPECT_EQ(to_hex(expand_pattern("000000FF...FF", 6)), "000000FFFFFF");
    EXPECT_EQ(to_hex(expand_pattern("0102...", 4)), "01020202");
}

TEST(ExpandPattern, RepeatsAGroup)
{
    EXPECT_EQ(to_hex(expand_pattern("(FFFFFF0000)", 10)), "FFFFFF0000FFFFFF0000");
    EXPECT_EQ(to_hex(expand_pattern("(FFFFFF0000)", 7)), "FFFFFF0000FFFF");
}

TEST(ExpandPattern, CutsWhatDoesNotFit)
{
    EXPECT_EQ(to_hex(expand_pattern("FF...FF0000FF01", 5)), "FFFF0000FF");
    EXPECT_EQ(to_hex(expand_pattern("00FF...FF", 1)), "00");
    EXPECT_EQ(to_hex(expand_pattern("(AABB)", 0)), "");
    EXPECT_EQ(to_hex(expand_pattern("", 0)), "");
}

TEST(ExpandPattern, RefusesWhatIsNoPattern)
{
    for (const auto* text : {"0", "0g", "...FF", "()", "(FF", "(0)", "ff", "FF...0",
                             "FF..."
                             "..."}) {
        EXPECT_FALSE(is_content_pattern(text)) << text;
        EXPECT_THROW((void)expand_pattern(text, 4), std::invalid_argument) << text;
    }
}

/// Defaults of the sheet: octets, or a head and a tail around dots.
void expect_shape(const Bytes& body, const std::string& shape)
{
    const std::string hex = to_hex(body);
    const auto dots = shape.find("...");
    const std::string head = shape.substr(0, dots);
    EXPECT_TRUE(hex.starts_with(head.substr(0, hex.size()))) << hex << " is not " << shape;
    if (dots != std::string::npos) {
        const std::string tail = shape.substr(dots + 3);
        EXPECT_TRUE(hex.ends_with(tail)) << hex << " is not " << shape;
    }
}

TEST(ExpandDefault, AgreesWithTheSheet)
{
    std::ifstream file{TEST_VECTOR_DIR "/ef-catalogue.json"};
    const json sheet = json::parse(file);
    std::size_t compared = 0;
    for (const json& row : sheet.at("files")) {
        const auto shape = row.value("default", "");
        if (shape.empty() || shape.find_first_of("*(") != std::string::npos) {
            continue;
        }
        SCOPED_TRACE(row.at("path").get<std::string>());
        const auto directory = find_directory(row.at("df").get<std::string>());
        const EfSpec* spec = find_ef(directory.value(), row.at("name").get<std::string>());
        ASSERT_NE(spec, nullptr);
        expect_shape(expand_default(*spec, spec->size == 0 ? 40 : spec->size), shape);
        ++compared;
    }
    EXPECT_EQ(compared, 168U);
}

TEST(ExpandDefault, LocationInformationSaysNotUpdated)
{
    const EfSpec& spec = *find_ef(Directory::FiveGs, "EF.5GS3GPPLOCI");
    EXPECT_EQ(to_hex(expand_default(spec, spec.size)), "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000001");
}

TEST(ExpandDefault, SwitchesNoServiceOn)
{
    for (const auto* name : {"EF.UST", "EF.EST", "EF.PWS", "EF.eAKA", "EF.3GPPPSDataOff"}) {
        const EfSpec& spec = *find_ef(Directory::Usim, name);
        EXPECT_EQ(expand_default(spec, spec.size), Bytes(spec.size, Byte{0})) << name;
    }
}

} // namespace
} // namespace uicc::filesystem::catalogue
