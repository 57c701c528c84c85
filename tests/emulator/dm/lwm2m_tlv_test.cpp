#include "emulator/dm/lwm2m_tlv.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <stdexcept>

namespace uicc::emulator::dm {
namespace {

using test::from_hex;
using test::to_hex;

Lwm2mKind kind_of(const std::string& name)
{
    static const std::map<std::string, Lwm2mKind> kinds{
        {"resource", Lwm2mKind::Resource},
        {"object-instance", Lwm2mKind::ObjectInstance},
        {"multiple-resource", Lwm2mKind::MultipleResource},
        {"resource-instance", Lwm2mKind::ResourceInstance}};
    return kinds.at(name);
}

TEST(Lwm2mTlv, WritesTheHeadersOfTheVectors)
{
    for (const auto& vector : test::dm_vectors("lwm2m_bootstrap").at("tlv_headers")) {
        Bytes header;
        append_lwm2m_header(header, kind_of(vector.at("kind")),
                            vector.at("id").get<std::uint16_t>(),
                            vector.at("length").get<std::size_t>());
        EXPECT_EQ(to_hex(header), vector.at("header").get<std::string>()) << vector;
    }
}

TEST(Lwm2mTlv, ReadsTheHeadersOfTheVectors)
{
    for (const auto& vector : test::dm_vectors("lwm2m_bootstrap").at("tlv_headers")) {
        Bytes encoded = test::octets(vector.at("header"));
        const std::size_t header = encoded.size();
        encoded.resize(header + vector.at("length").get<std::size_t>(), 0xA5);

        Lwm2mTlvReader reader{encoded, 100};
        const auto entry = reader.next();

        ASSERT_TRUE(entry) << vector;
        EXPECT_EQ(entry->kind, kind_of(vector.at("kind")));
        EXPECT_EQ(entry->id, vector.at("id").get<std::uint16_t>());
        EXPECT_EQ(entry->value.size(), vector.at("length").get<std::size_t>());
        EXPECT_EQ(entry->offset, 100U);
        EXPECT_EQ(entry->value_offset, 100 + header);
        EXPECT_TRUE(reader.at_end());
    }
}

TEST(Lwm2mTlv, RefusesEveryTruncation)
{
    const Bytes whole = from_hex("F0 13 88 00 03 01 02 03");
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const auto entry = Lwm2mTlvReader{ByteView{whole}.first(size), 7}.next();
        ASSERT_FALSE(entry) << size;
        EXPECT_EQ(entry.error().offset, 7U) << size;
    }
}

TEST(Lwm2mTlv, CannotSayLengthsBeyond24Bits)
{
    Bytes out;
    EXPECT_THROW(append_lwm2m_header(out, Lwm2mKind::Resource, 0, 0x1000000), std::length_error);
}

TEST(Lwm2mInteger, MatchesTheVectorsBothWays)
{
    for (const auto& vector : test::dm_vectors("lwm2m_bootstrap").at("integers")) {
        const auto value = vector.at("value").get<std::int64_t>();
        EXPECT_EQ(to_hex(encode_lwm2m_integer(value)), vector.at("hex").get<std::string>());
        EXPECT_EQ(decode_lwm2m_integer(test::octets(vector.at("hex"))), value);
    }
}

TEST(Lwm2mInteger, RoundTripsAnyValueInTheShortestForm)
{
    std::mt19937_64 random{1};
    for (int i = 0; i < 2000; ++i) {
        const auto value =
            static_cast<std::int64_t>(random()) >> static_cast<unsigned>(random() % 64);
        const Bytes encoded = encode_lwm2m_integer(value);
        EXPECT_EQ(decode_lwm2m_integer(encoded), value);
        if (encoded.size() > 1) {
            const std::size_t half = encoded.size() / 2;
            const std::int64_t limit = std::int64_t{1} << (8 * half - 1);
            EXPECT_FALSE(value >= -limit && value < limit) << value;
        }
    }
}

TEST(Lwm2mInteger, HasOneTwoFourOrEightOctets)
{
    for (const std::size_t size : {0U, 3U, 5U, 6U, 7U, 9U}) {
        EXPECT_EQ(decode_lwm2m_integer(Bytes(size, 1)), std::nullopt);
    }
}

} // namespace
} // namespace uicc::emulator::dm
