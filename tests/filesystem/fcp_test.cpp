#include "filesystem/fcp.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem {
namespace {

using test::from_hex;
using test::to_hex;

SecurityAttributes rule(const char* value)
{
    return {SecurityAttributes::Form::Referenced, from_hex(value)};
}

// The expected octets are those of real cards, tests/vectors/fcp.json.

TEST(Fcp, OfTheMf)
{
    const FileHeader mf{.kind = FileKind::Mf,
                        .fid = mf_fid,
                        .security = rule("2F0601"),
                        .proprietary = from_hex("800171 83040003A738 870101")};
    const Bytes pin_status = from_hex("900160 830101 83010A 83010B");
    EXPECT_EQ(to_hex(encode_fcp(mf, {.pin_status = pin_status})),
              to_hex(from_hex("622C8202782183023F00A50C80017183040003A7388701018A01058B032F0601C60C"
                              "90016083010183010A83010B")));
}

TEST(Fcp, OfAnAdf)
{
    const FileHeader adf{.kind = FileKind::Adf,
                         .fid = Fid{0x7FD0},
                         .aid = Aid::from(from_hex("A0000000871002FF49FF0589")),
                         .security = rule("2F0601"),
                         .proprietary = from_hex("800171 83040003A738 870101")};
    const Bytes pin_status = from_hex("900170 830101 830181 83010A 83010B");
    EXPECT_EQ(to_hex(encode_fcp(adf, {.pin_status = pin_status})),
              to_hex(from_hex("623D8202782183027FD0840CA0000000871002FF49FF0589A50C80017183040003A7"
                              "388701018A01058B032F0601C60F90017083010183018183010A83010B")));
}

TEST(Fcp, OfAnAdfThatLeavesItsFidOut)
{
    const FileHeader adf{.kind = FileKind::Adf,
                         .fid = Fid{0x7F50},
                         .aid = Aid::from(from_hex("A000000063504B43532D3135")),
                         .security = rule("2F060C"),
                         .names_fid_in_fcp = false};
    const Bytes pin_status = from_hex("900140 830101 83010A");
    EXPECT_EQ(to_hex(encode_fcp(adf, {.pin_status = pin_status})),
              "622582027821840CA000000063504B43532D31358A01058B032F060CC60990014083010183010A");
}

TEST(Fcp, OfTransparentAndRecordFiles)
{
    EXPECT_EQ(
        to_hex(encode_fcp(
            {.fid = Fid{0x6F07}, .sfi = 0x07_sfi, .size = 9, .security = rule("6F060A")}, {})),
        "62178202412183026F078A01058B036F060A80020009880138");
    EXPECT_EQ(to_hex(encode_fcp({.fid = Fid{0x6FB7},
                                 .sfi = 0x01_sfi,
                                 .structure = EfStructure::LinearFixed,
                                 .size = 28,
                                 .record_length = 14,
                                 .security = rule("6F0608")},
                                {})),
              "621A82054221000E0283026FB78A01058B036F06088002001C880108");
    EXPECT_EQ(to_hex(encode_fcp({.fid = Fid{0x6F39},
                                 .sfi = 0x1C_sfi,
                                 .structure = EfStructure::Cyclic,
                                 .size = 30,
                                 .record_length = 3,
                                 .security = rule("6F0607")},
                                {})),
              "621A8205462100030A83026F398A01058B036F06078002001E8801E0");
    EXPECT_EQ(to_hex(encode_fcp({.fid = Fid{0x6F3C},
                                 .structure = EfStructure::LinearFixed,
                                 .size = 1760,
                                 .record_length = 176,
                                 .security = rule("6F0605")},
                                {})),
              "621982054221"
              "00B00A83026F3C8A01058B036F0605800206E08800");
}

TEST(Fcp, ShowsLifeCycleSharingAndSpecialInformation)
{
    EXPECT_EQ(to_hex(encode_fcp({.fid = Fid{0x6F07},
                                 .size = 1,
                                 .security = rule("6F060A"),
                                 .life_cycle = LifeCycle::Deactivated,
                                 .shareable = false,
                                 .special_information = 0x40},
                                {.template_tag = 0x6F})),
              "6F1B8202012183026F07A503C001408A01048B036F060A800200018800");
}

TEST(Fcp, KeepsExpandedRulesAndLargeSizes)
{
    const Bytes fcp = encode_fcp(
        {.fid = Fid{0x6F07},
         .size = 0x12345,
         .security = {SecurityAttributes::Form::Expanded, from_hex("8001019000 8001029700")}},
        {});
    EXPECT_EQ(to_hex(fcp), "621E8202412183026F078A0105AB0A800101900080010297008003012345"
                           "8800");
}

} // namespace
} // namespace uicc::filesystem
