#include "emulator/apdu/class_byte.hpp"
#include "emulator/security/global_platform/class_coding.hpp"

#include <gtest/gtest.h>

namespace uicc::emulator::global_platform {
namespace {

struct Coding {
    unsigned protected_class = 0;
    unsigned plain = 0;
    unsigned in_mac = 0;
};

} // namespace

TEST(ClassCoding, KnowsTheProtectedFormOfEveryChannel)
{
    for (unsigned channel = 0; channel < 20; ++channel) {
        const bool further = channel > 3;
        for (const unsigned group : {0x00U, 0x80U}) {
            const Coding coding =
                further ? Coding{group | 0x60U | (channel - 4), group | 0x40U | (channel - 4),
                                 group | 0x04U}
                        : Coding{group | 0x04U | channel, group | channel, group | 0x04U};
            const auto cla = static_cast<Byte>(coding.protected_class);
            EXPECT_TRUE(is_protected(cla)) << coding.protected_class;
            EXPECT_FALSE(is_plain(cla)) << coding.protected_class;
            EXPECT_EQ(without_secure_messaging(cla), coding.plain);
            EXPECT_EQ(protected_channel_less_class(cla), coding.in_mac);
            EXPECT_TRUE(is_plain(static_cast<Byte>(coding.plain)));
            EXPECT_FALSE(is_protected(static_cast<Byte>(coding.plain)));
            EXPECT_EQ(decode_class(without_secure_messaging(cla))->channel, channel);
        }
    }
}

TEST(ClassCoding, LeavesTheFormsOfIso7816Alone)
{
    for (const Byte cla : {Byte{0x08}, Byte{0x0C}, Byte{0x88}, Byte{0x8C}}) {
        EXPECT_FALSE(is_protected(cla));
        EXPECT_FALSE(is_plain(cla));
    }
}

} // namespace uicc::emulator::global_platform
