#include "tests/emulator/security/global_platform/host.hpp"
#include "tests/support/vector_file.hpp"

namespace uicc::test {
namespace {

using namespace emulator::global_platform;
using emulator::CommandApdu;
using emulator::PlainCommand;
using emulator::ResponseApdu;
using emulator::StatusWord;

/// Every octet that the card sends and everything it reads, as in scp02.json and scp03.json.
class RecordedSession : public testing::TestWithParam<Transcript> {
protected:
    [[nodiscard]] const Transcript& transcript() const { return GetParam(); }
};

/// The parts that a command has without its protection.
std::string described(const CommandApdu& command)
{
    std::string text =
        to_hex(Bytes{command.cla, static_cast<Byte>(command.ins), command.p1, command.p2}) + " " +
        to_hex(command.data);
    return command.ne ? text + " Ne " + std::to_string(command.ne->limit) : text;
}

ResponseApdu response_of(const Bytes& octets)
{
    const std::size_t size = octets.size() - 2;
    return {.data = {octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size)},
            .status =
                StatusWord{static_cast<std::uint16_t>(octets[size] << 8U | octets[size + 1])}};
}

std::string octets_of(const ResponseApdu& response)
{
    Bytes all = response.data;
    all.push_back(response.status.sw1());
    all.push_back(response.status.sw2());
    return to_hex(all);
}

/// What the card answers before protection; SCP02 transcripts tell it in the input of the R-MAC.
std::optional<Bytes> plain_response(const nlohmann::json& exchange)
{
    if (exchange.contains("response_plain")) {
        return octets(exchange.at("response_plain"));
    }
    if (!exchange.contains("rmac_input")) {
        return std::nullopt;
    }
    const Bytes input = octets(exchange.at("rmac_input"));
    const std::size_t in_front = 5U + input.at(4) + 1U; // header, Lc, data, length of the answer
    return Bytes{input.begin() + static_cast<std::ptrdiff_t>(in_front), input.end()};
}

std::string protected_response(const nlohmann::json& exchange)
{
    const char* const key = exchange.contains("response_wrapped") ? "response_wrapped" : "response";
    return to_hex(octets(exchange.at(key)));
}

} // namespace

TEST_P(RecordedSession, AnswersInitializeUpdate)
{
    const InitializeUpdateAnswer answer = transcript().initialize();
    EXPECT_EQ(to_hex(answer.handshake.host_cryptogram), to_hex(transcript().host_cryptogram()));
    if (transcript().recorded().contains("init_update_resp") &&
        transcript().challenge_can_be_computed()) {
        EXPECT_EQ(to_hex(answer.data), to_hex(transcript().field("init_update_resp")));
    }
}

TEST_P(RecordedSession, DerivesTheSessionKeys)
{
    const SessionKeys keys = transcript().initialize().handshake.keys;
    const nlohmann::json& recorded = transcript().recorded().at("session");
    EXPECT_EQ(to_hex(keys.enc), to_hex(octets(recorded.at("s_enc"))));
    EXPECT_EQ(to_hex(keys.mac), to_hex(octets(recorded.at("s_mac"))));
    EXPECT_EQ(to_hex(keys.r_mac), to_hex(octets(recorded.at("s_rmac"))));
    const nlohmann::json& dek = recorded.contains("s_dek")
                                    ? recorded.at("s_dek")
                                    : transcript().recorded().at("static").at("dek");
    EXPECT_EQ(to_hex(keys.dek), to_hex(octets(dek)));
}

TEST_P(RecordedSession, ReachesTheLevel)
{
    const emulator::SecurityLevel level = transcript().establish()->level();
    const unsigned code = transcript().field("security_level").at(0);
    EXPECT_TRUE(level.authenticated);
    EXPECT_EQ(level.command_mac, (code & 0x01U) != 0);
    EXPECT_EQ(level.command_encryption, (code & 0x02U) != 0);
    EXPECT_EQ(level.response_mac, (code & 0x10U) != 0);
    EXPECT_EQ(level.response_encryption, (code & 0x20U) != 0);
}

TEST_P(RecordedSession, UnwrapsTheCommandsAndWrapsTheAnswers)
{
    const auto session = transcript().establish();
    for (const nlohmann::json& exchange : transcript().recorded().at("apdus")) {
        const Bytes protected_octets = octets(exchange.at("wrapped"));
        const Bytes plain_octets = octets(exchange.at("plain"));
        const auto plain = session->unwrap(emulator::parse_command(protected_octets).value());
        ASSERT_TRUE(plain) << exchange.at("wrapped");
        CommandApdu expected = emulator::parse_command(plain_octets).value();
        if (session->level().response_mac && !expected.ne) {
            expected.ne = plain->ne; // some hosts add Le, for the R-MAC
        }
        EXPECT_EQ(described(plain->apdu()), described(expected));
        if (const auto response = plain_response(exchange)) {
            EXPECT_EQ(octets_of(session->wrap(response_of(*response))),
                      protected_response(exchange));
        }
    }
}

TEST_P(RecordedSession, IsWhatTheHostOfTheTestsSends)
{
    Host host{transcript()};
    EXPECT_EQ(to_hex(host.external_authenticate(transcript().field("security_level").at(0))),
              to_hex(transcript().field("external_auth_cmd")));
    for (const nlohmann::json& exchange : transcript().recorded().at("apdus")) {
        const std::string sent = to_hex(host.protect(octets(exchange.at("plain"))));
        const std::string recorded = to_hex(octets(exchange.at("wrapped")));
        EXPECT_TRUE(recorded == sent || recorded == sent + "00") << sent << ' ' << recorded;
    }
}

INSTANTIATE_TEST_SUITE_P(Scp02,
                         RecordedSession,
                         testing::ValuesIn(scp02_transcripts()),
                         transcript_name);
INSTANTIATE_TEST_SUITE_P(Scp03,
                         RecordedSession,
                         testing::ValuesIn(scp03_transcripts()),
                         transcript_name);

} // namespace uicc::test
