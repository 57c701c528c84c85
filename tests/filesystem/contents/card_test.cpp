#include "filesystem/contents/card/application_entry.hpp"
#include "filesystem/contents/card/power_consumption.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem::contents {
namespace {

using test::from_hex;
using test::to_hex;

/// The entry that PKCS#15 readers find the application by.
TEST(ApplicationEntry, NamesAPathBehindTheLabel)
{
    const ApplicationEntry entry{.aid = from_hex("A000000063504B43532D3135"),
                                 .label = "PKCS15",
                                 .path = from_hex("3F007F50")};
    const std::string hex = "611C4F0CA000000063504B43532D31355006504B4353313551043F007F50";
    EXPECT_EQ(to_hex(encode_application_entry(entry).value()), hex);
    EXPECT_EQ(decode_application_entry(from_hex(hex + " FF*20")).value(), entry);
}

TEST(ApplicationEntry, RefusesImpossibleAidsAndPaths)
{
    EXPECT_FALSE(encode_application_entry({.aid = Bytes(4)}));
    EXPECT_TRUE(encode_application_entry({.aid = Bytes(5)}));
    EXPECT_TRUE(encode_application_entry({.aid = Bytes(16)}));
    EXPECT_FALSE(encode_application_entry({.aid = Bytes(17)}));
    EXPECT_FALSE(encode_application_entry({.aid = Bytes(7), .path = Bytes(3)}));
    EXPECT_FALSE(encode_application_entry({.aid = Bytes(7), .label = "\U0001F600"}));
}

TEST(ApplicationEntry, RefusesMalformedRecords)
{
    for (const auto* record : {"", "FF", "61", "61 05 4F", "62 00", "61 02 4F 05"}) {
        EXPECT_FALSE(decode_application_entry(from_hex(record))) << record;
    }
    EXPECT_TRUE(decode_application_entry(from_hex("61 00"))->aid.empty());
}

TEST(PowerConsumption, HasTwoFlags)
{
    const PowerConsumption power{60, 255, true, true};
    EXPECT_EQ(to_hex(encode_power_consumption(power)), "3CFF030000");
    EXPECT_EQ(decode_power_consumption(from_hex("3CFF03")).value(), power);
    EXPECT_FALSE(decode_power_consumption(from_hex("3CFF")));
}

} // namespace
} // namespace uicc::filesystem::contents
