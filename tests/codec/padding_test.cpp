#include "codec/padding.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::codec {
namespace {

using test::from_hex;
using test::to_hex;

TEST(Padding, FillsTheLastBlockAndIsNeverEmpty)
{
    const auto padded = [](const char* hex) {
        Bytes octets = from_hex(hex);
        append_padding(octets, 8);
        return to_hex(octets);
    };
    EXPECT_EQ(padded(""), "8000000000000000");
    EXPECT_EQ(padded("FF"), "FF80000000000000");
    EXPECT_EQ(padded("FF*7"), "FFFFFFFFFFFFFF80");
    EXPECT_EQ(padded("FF*8"), "FFFFFFFFFFFFFFFF8000000000000000");
}

TEST(Padding, ComesOffAgain)
{
    for (const std::size_t block : {8U, 16U}) {
        for (std::size_t size = 0; size <= 2 * block; ++size) {
            const Bytes plain(size, 0x80); // looks like padding itself
            Bytes octets = plain;
            append_padding(octets, block);
            const auto found = without_padding(octets, block);
            ASSERT_TRUE(found.has_value());
            EXPECT_EQ(to_hex(*found), to_hex(plain));
        }
    }
}

TEST(Padding, KeepsZerosThatBelongToTheData)
{
    const Bytes octets = from_hex("8000000000000080");
    EXPECT_EQ(without_padding(octets, 8)->size(), 7);
}

TEST(Padding, IsMissedWhereItIsNot)
{
    for (const char* const hex :
         {"", "00*8", "8081828384858687", "80*7", "80*9", "8000000000000001", "80 00*15"}) {
        EXPECT_FALSE(without_padding(from_hex(hex), 8).has_value()) << hex;
    }
    EXPECT_TRUE(without_padding(from_hex("80 00*15"), 16).has_value());
}

} // namespace
} // namespace uicc::codec
