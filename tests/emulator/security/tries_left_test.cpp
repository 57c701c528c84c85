#include "emulator/security/tries_left.hpp"

#include <gtest/gtest.h>

namespace uicc::emulator {
namespace {

TEST(TriesLeft, AgreeWithTheirNumber)
{
    EXPECT_EQ(tries_left_in_words(0), "0 tries left");
    EXPECT_EQ(tries_left_in_words(1), "1 try left");
    EXPECT_EQ(tries_left_in_words(10), "10 tries left");
}

} // namespace
} // namespace uicc::emulator
