#include "emulator/security/secure_messaging/send_sequence_counter.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::emulator::secure_messaging {
namespace {

using uicc::test::from_hex;
using uicc::test::to_hex;

std::string after(const char* hex)
{
    SendSequenceCounter counter{from_hex(hex)};
    counter.increment();
    return to_hex(counter.octets());
}

TEST(SendSequenceCounter, IsOneNumberOfItsWidth)
{
    EXPECT_EQ(after("887022120C06C226"), "887022120C06C227");
    EXPECT_EQ(after("00000000000000FF"), "0000000000000100");
    EXPECT_EQ(after("00 FF*15"), "01000000000000000000000000000000");
}

TEST(SendSequenceCounter, StartsAgainBehindTheLargest)
{
    EXPECT_EQ(after("FF*8"), "0000000000000000");
    EXPECT_EQ(after("FF*16"), to_hex(Bytes(16)));
}

} // namespace
} // namespace uicc::emulator::secure_messaging
