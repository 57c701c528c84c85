#include "emulator/dm/wbxml/structure.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace uicc::emulator::dm::wbxml {
namespace {

using test::from_hex;

Bytes vector(const char* file, const char* document, const char* form)
{
    return test::octets(test::dm_vectors(file).at(document).at(form));
}

TEST(WbxmlStructure, FindsTheEndOfEveryVector)
{
    for (const char* form :
         {"wbxml_no_string_table", "wbxml_with_string_table", "wbxml_anonymous"}) {
        for (const auto& [file, document, language] :
             {std::tuple{"oma_dm", "tnds_dmacc", Language::DmDdf},
              std::tuple{"oma_dm", "syncml_bootstrap", Language::SyncMl},
              std::tuple{"oma_cp", "w7_document", Language::Provisioning}}) {
            Bytes content = vector(file, document, form);
            const std::size_t size = content.size();
            content.resize(size + 100, 0x55);
            const auto structure = check(content);
            ASSERT_TRUE(structure) << document << form << to_string(structure.error());
            EXPECT_EQ(structure->end, size);
            EXPECT_EQ(structure->language, language);
        }
    }
}

TEST(WbxmlStructure, FindsTheNestedDocument)
{
    const Bytes content = vector("oma_dm", "syncml_bootstrap", "wbxml_no_string_table");
    const auto structure = check(content);
    ASSERT_EQ(structure->data.size(), 1U);
    const DataElement& data = structure->data.front();
    EXPECT_EQ(data.content.begin, 0x99U);
    EXPECT_EQ(data.content.end, 0x9C + 1173U);
    ASSERT_EQ(data.parts.size(), 1U);
    EXPECT_EQ(data.parts.front().kind, DataPart::Kind::Opaque);
    EXPECT_EQ(data.parts.front().value.begin, 0x9CU);
    EXPECT_EQ(data.parts.front().value.end, 0x9C + 1173U);
    ASSERT_EQ(structure->held.size(), 1U); // the Type in Meta
    EXPECT_EQ(structure->held.front().token.begin, 0x6FU);
    EXPECT_EQ(structure->held.front().value.begin, 0x70U);
}

TEST(WbxmlStructure, FindsInlineTags)
{
    const Bytes content = vector("oma_dm", "syncml_bootstrap", "wbxml_inline_page2");
    const auto structure = check(content);
    ASSERT_TRUE(structure);
    ASSERT_EQ(structure->data.size(), 1U);
    const DataElement& data = structure->data.front();
    EXPECT_EQ(data.page_behind, 0);
    ASSERT_EQ(data.parts.size(), 1U);
    EXPECT_EQ(data.parts.front().kind, DataPart::Kind::Tree);
    EXPECT_EQ(data.parts.front().value.begin, 0x9BU);
    EXPECT_EQ(content[data.parts.front().value.end - 1], end_token);
    EXPECT_EQ(data.parts.front().value.end + 2, data.content.end); // a page switch between
}

TEST(WbxmlStructure, RefusesEveryTruncation)
{
    for (const auto& [file, document] :
         {std::pair{"oma_dm", "syncml_bootstrap"}, std::pair{"oma_cp", "w7_document"}}) {
        const Bytes content = vector(file, document, "wbxml_with_string_table");
        for (std::size_t size = 0; size < content.size(); ++size) {
            const auto structure = check(ByteView{content}.first(size));
            ASSERT_FALSE(structure) << size;
            EXPECT_LE(structure.error().offset, size);
        }
    }
}

struct Malformed {
    std::string name{};
    std::string hex{};
    std::size_t offset = 0;
    std::string reason{};
};

std::string nested(std::size_t depth)
{
    std::string hex = "030B6A00"
                      "C54503312E310001";
    for (std::size_t i = 1; i < depth; ++i) {
        hex += "C65501";
    }
    for (std::size_t i = 0; i < depth; ++i) {
        hex += "01";
    }
    return hex;
}

std::vector<Malformed> malformed()
{
    return {
        {"version 1.0", "000B6A0045", 0, "versions 1.1 to 1.3"},
        {"version 1.4", "040B6A0045", 0, "versions 1.1 to 1.3"},
        {"foreign public id", "03046A0045", 1, "is neither"},
        {"anonymous foreign root", "03016A007F01", 1, "is neither"},
        {"public id outside the table", "0300056A0245010045", 1, "outside the string table"},
        {"unterminated public id", "0300006A0241410045", 5 + 2, "terminating"},
        {"charset", "030B040045", 2, "character set 4"},
        {"number too long", "030BFFFFFFFFFF00", 2, "32 bits"},
        {"number too large", "030B9F8080806A00", 2, "32 bits"},
        {"table overrun", "030B6A0545", 3, "string table announces 5"},
        {"text before the root", "030B6A0003410045", 4, "root element"},
        {"end before the root", "030B6A0001", 4, "root element"},
        {"wrong root", "030B6A0046", 4, "not the root"},
        {"unknown tag", "030B6A00455F01", 5, "tag 1F is not defined on code page 0"},
        {"unknown page", "030B6A00450007060101", 7, "not defined on code page 7"},
        {"attribute in SyncML", "02A4016A00AD", 5, "no attributes"},
        {"no attribute", "030B6A008501", 5, "an attribute must start"},
        {"value without attribute", "030B6A0085AB", 5, "an attribute must start"},
        {"unknown attribute", "030B6A00854D01", 5, "attribute token 4D"},
        {"unknown value", "030B6A0085458401", 6, "has no place"},
        {"page switch before text", "030B6A00854500010341000101", 8, "code page switched to"},
        {"two page switches", "030B6A00850001000045010101", 7, "code page switched to"},
        {"opaque in provisioning", "030B6A0045C3014101", 5, "no place in a provisioning"},
        {"opaque overrun", "02A4016A006D4FC3094101", 8, "announces 9"},
        {"extension", "02A4016A006DC0", 6, "token C0"},
        {"processing instruction", "02A4016A006D43", 6, "token 43"},
        {"literal tag", "02A4016A006D04", 6, "token 04"},
        {"table string outside", "02A4016A006D8300", 6, "outside the string table"},
        {"control character", "02A4016A006D03411B0001", 8, "UTF-8"},
        {"broken UTF-8", "02A4016A006D034141C30001", 9, "UTF-8"},
        {"control entity", "02A4016A006D021B", 6, "entity"},
        {"unterminated string", "02A4016A006D034141", 7, "terminating"},
        {"tree outside Data", "02A4016A006D0002600101", 8, "tag 20 is not defined on code page 2"},
        {"tree without root", "02A4016A006D4F0002640101", 9, "not the root"},
        {"SyncML in Data", "02A4016A006D4F0B0101", 7, "tag 0B is not defined on code page 0"},
        {"page switch in a tree", "02A4016A006D4F00026000006401", 12, "not defined on code page 0"},
        {"nested too deep", nested(65), 4 + 8 + 63 * 3, "64"},
    };
}

TEST(WbxmlStructure, SaysWhereAndWhy)
{
    for (const auto& [name, hex, offset, reason] : malformed()) {
        const auto structure = check(from_hex(hex), 1000);
        ASSERT_FALSE(structure) << name;
        EXPECT_EQ(structure.error().offset, 1000 + offset) << name;
        EXPECT_NE(structure.error().what.find(reason), std::string::npos)
            << name << ": " << structure.error().what;
    }
    EXPECT_TRUE(check(from_hex(nested(64))));
}

TEST(WbxmlStructure, AcceptsTheOtherWaysToSayTheSame)
{
    // public id 1201 by its text, US-ASCII, entity, empty root
    EXPECT_TRUE(
        check(from_hex("0200006A1E 2D2F2F53594E434D4C2F2F4454442053796E634D4C20312E322F2F454E00"
                       "6D 0241 01")));
    EXPECT_TRUE(check(from_hex("010B030005")));
    EXPECT_EQ(check(from_hex("03016A0005"))->language, Language::Provisioning);
}

} // namespace
} // namespace uicc::emulator::dm::wbxml
