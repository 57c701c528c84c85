#include "daemon/explanation/apdu_sender.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::daemon::explanation {
namespace {

TEST(ApduSender, TiesNoKeyToTheFetchBehindAPinCommand)
{
    ApduSender sender{[](ByteView command) {
        return command[1] == 0x20 ? Answer{{0x61, 0x10}, {.command = "VERIFY PIN"}}
                                  : Answer{{0x6F, 0x00}, {.command = "GET RESPONSE"}};
    }};
    const Bytes verify = test::from_hex("0020000108 31323334FFFFFFFF");
    EXPECT_EQ(sender.explain(sender.send(verify).value()), "VERIFY PIN (PIN1)");
    EXPECT_EQ(sender.explain(sender.exchange(verify).value()), "GET RESPONSE");
}

} // namespace
} // namespace uicc::daemon::explanation
