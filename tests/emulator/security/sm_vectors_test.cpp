#include "emulator/security/secure_messaging/sm_session.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace uicc::emulator::secure_messaging {
namespace {

using nlohmann::json;
using uicc::test::from_hex;
using uicc::test::to_hex;

Bytes octets(const json& object, const char* key)
{
    return from_hex(object.at(key).get<std::string>());
}

SmSession session_of(const json& list)
{
    const KeyPair keys{secure_copy(octets(list, "ks_enc")), secure_copy(octets(list, "ks_mac"))};
    const Bytes counter = octets(list, "initial_ssc");
    const Algorithm algorithm = counter.size() == 8 ? Algorithm::TripleDes : Algorithm::Aes;
    return {make_suite(algorithm, keys), SendSequenceCounter{counter}};
}

void expect_same(const PlainCommand& unwrapped, const CommandApdu& plain)
{
    EXPECT_EQ(unwrapped.cla, plain.cla);
    EXPECT_EQ(unwrapped.ins, plain.ins);
    EXPECT_EQ(unwrapped.p1, plain.p1);
    EXPECT_EQ(unwrapped.p2, plain.p2);
    EXPECT_EQ(to_hex(unwrapped.data), to_hex(plain.data));
    ASSERT_EQ(unwrapped.ne.has_value(), plain.ne.has_value());
    if (plain.ne) {
        EXPECT_EQ(unwrapped.ne->limit, plain.ne->limit);
        EXPECT_EQ(unwrapped.ne->as_many_as_available, plain.ne->as_many_as_available);
    }
}

ResponseApdu response_of(ByteView octets)
{
    const ByteView data = octets.first(octets.size() - 2);
    const ByteView status = octets.last(2);
    return {.data = {data.begin(), data.end()},
            .status = StatusWord{static_cast<std::uint16_t>(status[0] << 8U | status[1])}};
}

void replay(const json& message, SmSession& session)
{
    SCOPED_TRACE(message.at("step").get<std::string>());
    const Bytes in = octets(message, "protected_command");
    const Bytes plain = octets(message, "plain_command");
    const auto unwrapped = session.unwrap(parse_command(in).value());
    ASSERT_TRUE(unwrapped);
    expect_same(*unwrapped, parse_command(plain).value());

    const ResponseApdu out = session.wrap(response_of(octets(message, "plain_response")));
    EXPECT_EQ(to_hex(out.data) + to_hex(Bytes{out.status.sw1(), out.status.sw2()}),
              to_hex(octets(message, "protected_response")));
}

class SmVectors : public testing::TestWithParam<const char*> {};

TEST_P(SmVectors, ComeOutByteByByte)
{
    std::ifstream file{TEST_VECTOR_DIR "/sm_icao.json"};
    const json list = json::parse(file).at(GetParam());
    SmSession session = session_of(list);
    ASSERT_FALSE(list.at("messages").empty());
    for (const json& message : list.at("messages")) {
        replay(message, session);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Icao,
    SmVectors,
    testing::Values("bac", "generated_3des", "generated_aes128", "generated_aes256"),
    [](const auto& tested) { return std::string{tested.param}; });

} // namespace
} // namespace uicc::emulator::secure_messaging
