#include "emulator/security/global_platform/protocol.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace uicc::emulator::global_platform {
namespace {

using enum Protocol::Number;

/// 9000 for a level that is permitted.
unsigned answer(Protocol::Number number, Byte i, unsigned p1)
{
    const auto level = Protocol::from(number, i)->level(static_cast<Byte>(p1));
    return level ? 0x9000U : level.error().value();
}

std::set<unsigned> permitted(Protocol::Number number, Byte i)
{
    std::set<unsigned> levels;
    for (unsigned p1 = 0; p1 <= 0xFF; ++p1) {
        if (answer(number, i, p1) == 0x9000) {
            levels.insert(p1);
        }
    }
    return levels;
}

} // namespace

TEST(Protocol, RefusesOptionsThatDoNotExist)
{
    std::set<unsigned> scp03;
    for (unsigned i = 0; i <= 0xFF; ++i) {
        EXPECT_EQ(Protocol::from(Scp02, static_cast<Byte>(i)).has_value(), i < 0x80) << i;
        if (Protocol::from(Scp03, static_cast<Byte>(i))) {
            scp03.insert(i);
        }
    }
    EXPECT_EQ(scp03, (std::set<unsigned>{0x00, 0x01, 0x10, 0x11, 0x20, 0x21, 0x30, 0x31, 0x60, 0x61,
                                         0x70, 0x71}));
}

TEST(Protocol, PermitsTheLevelsThatItsOptionsSupport)
{
    using Levels = std::set<unsigned>;
    const Levels command_only{0x00, 0x01, 0x03};
    for (const Byte i : {Byte{0x15}, Byte{0x55}, Byte{0x1A}}) {
        EXPECT_EQ(permitted(Scp02, i), command_only);
    }
    EXPECT_EQ(permitted(Scp02, 0x75), (Levels{0x00, 0x01, 0x03, 0x10, 0x11, 0x13}));
    for (const Byte i : {Byte{0x00}, Byte{0x01}, Byte{0x10}, Byte{0x11}}) {
        EXPECT_EQ(permitted(Scp03, i), command_only);
    }
    for (const Byte i : {Byte{0x20}, Byte{0x30}, Byte{0x31}}) {
        EXPECT_EQ(permitted(Scp03, i), (Levels{0x00, 0x01, 0x03, 0x11, 0x13}));
    }
    for (const Byte i : {Byte{0x60}, Byte{0x70}, Byte{0x71}}) {
        EXPECT_EQ(permitted(Scp03, i), (Levels{0x00, 0x01, 0x03, 0x11, 0x13, 0x33}));
    }
}

TEST(Protocol, TellsUnknownLevelsFromThoseNotPermitted)
{
    EXPECT_EQ(answer(Scp03, 0x00, 0x11), 0x6985U);
    EXPECT_EQ(answer(Scp03, 0x20, 0x33), 0x6985U);
    EXPECT_EQ(answer(Scp02, 0x15, 0x10), 0x6985U);
    EXPECT_EQ(answer(Scp03, 0x70, 0x02), 0x6A86U);
    EXPECT_EQ(answer(Scp03, 0x70, 0x10), 0x6A86U);
    EXPECT_EQ(answer(Scp02, 0x75, 0x33), 0x6A86U);
    EXPECT_EQ(answer(Scp03, 0x70, 0x81), 0x6A86U);
}

TEST(Protocol, ReadsTheOptionsOfScp02)
{
    const Protocol implicit = *Protocol::from(Scp02, 0x1A);
    EXPECT_FALSE(implicit.three_keys());
    EXPECT_TRUE(implicit.mac_on_unmodified_command());
    EXPECT_FALSE(implicit.explicit_initiation());
    EXPECT_TRUE(implicit.icv_is_mac_of_aid());
    EXPECT_TRUE(implicit.icv_encryption());
    EXPECT_FALSE(implicit.response_mac());
    EXPECT_FALSE(implicit.pseudo_random_challenge());
    EXPECT_TRUE(Protocol::from(Scp02, 0x55)->pseudo_random_challenge());
    EXPECT_TRUE(Protocol::from(Scp02, 0x15)->explicit_initiation());
}

} // namespace uicc::emulator::global_platform
