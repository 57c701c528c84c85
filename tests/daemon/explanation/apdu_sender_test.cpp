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

/// What a card has answered in all that announces as many octets as it gives, for ever.
std::size_t data_of_endless_answers(std::size_t size)
{
    ApduSender sender{[size](ByteView) {
        Answer answer{Bytes(size, Byte{0})};
        answer.octets.insert(answer.octets.end(), {0x61, 0xFF});
        return answer;
    }};
    return sender.exchange(test::from_hex("00A40004022FE2")).value().octets.size();
}

TEST(ApduSender, EndsWithACardThatNeverDoes)
{
    EXPECT_EQ(data_of_endless_answers(0), 2U);
    EXPECT_GT(data_of_endless_answers(255), 65'536U) << "an answer of full size is fetched";
    EXPECT_LE(data_of_endless_answers(60'000), 65'536U + 256U + 60'000U + 2U);
}

} // namespace
} // namespace uicc::daemon::explanation
