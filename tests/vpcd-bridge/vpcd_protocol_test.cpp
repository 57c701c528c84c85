#include "tests/support/vector_file.hpp"
#include "vpcd-bridge/vpcd_protocol.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace uicc::vpcd_bridge {
namespace {

using test::from_hex;
using test::to_hex;

void feed(MessageReader& reader, ByteView octets)
{
    const auto space = reader.free_space();
    ASSERT_LE(octets.size(), space.size());
    std::ranges::copy(octets, space.begin());
    reader.received(octets.size());
}

TEST(MessageReader, PutsMessagesTogetherFromSingleOctets)
{
    const auto reader = std::make_unique<MessageReader>();
    const Bytes octets = from_hex("0005 00A4000400");
    for (std::size_t i = 0; i + 1 < octets.size(); ++i) {
        feed(*reader, ByteView{octets}.subspan(i, 1));
        EXPECT_FALSE(reader->next());
        EXPECT_TRUE(reader->is_in_message());
    }
    feed(*reader, ByteView{octets}.last(1));
    EXPECT_EQ(to_hex(*reader->next()), "00A4000400");
    EXPECT_FALSE(reader->is_in_message());
}

TEST(MessageReader, CutsSeveralMessagesFromOneSegment)
{
    const auto reader = std::make_unique<MessageReader>();
    feed(*reader, from_hex("0001 04  0000  0002 6700  00"));
    EXPECT_EQ(to_hex(*reader->next()), "04");
    EXPECT_EQ(to_hex(*reader->next()), "");
    EXPECT_EQ(to_hex(*reader->next()), "6700");
    EXPECT_FALSE(reader->next());
    EXPECT_TRUE(reader->is_in_message());
    feed(*reader, from_hex("01 02"));
    EXPECT_EQ(to_hex(*reader->next()), "02");
}

TEST(MessageReader, HoldsTheLargestMessageWhereverItBegins)
{
    const auto reader = std::make_unique<MessageReader>();
    Bytes large(2 + max_message_size, 0xAA);
    large[0] = large[1] = 0xFF;
    Bytes stream = from_hex("0001 04");
    stream.insert(stream.end(), large.begin(), large.end());

    std::size_t fed = 0;
    std::vector<std::size_t> sizes;
    while (sizes.size() < 2) {
        const auto space = reader->free_space();
        ASSERT_FALSE(space.empty());
        const std::size_t size = std::min(space.size(), stream.size() - fed);
        feed(*reader, ByteView{stream}.subspan(fed, size));
        fed += size;
        while (const auto message = reader->next()) {
            sizes.push_back(message->size());
        }
    }
    EXPECT_EQ(sizes, (std::vector<std::size_t>{1, max_message_size}));
}

TEST(EncodeMessage, PutsTheLengthInFront)
{
    Bytes frame = from_hex("DEAD");
    encode_message(frame, from_hex("9000"));
    EXPECT_EQ(to_hex(frame), "00029000");
    encode_message(frame, Bytes(0x1234));
    EXPECT_EQ(to_hex(ByteView{frame}.first(2)), "1234");
}

} // namespace
} // namespace uicc::vpcd_bridge
