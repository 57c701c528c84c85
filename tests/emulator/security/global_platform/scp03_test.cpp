#include "emulator/security/global_platform/scp03.hpp"
#include "tests/emulator/security/global_platform/host.hpp"
#include "tests/support/vector_file.hpp"

namespace uicc::test {
namespace {

using namespace emulator::global_platform;
using emulator::ResponseApdu;
using emulator::StatusWord;

constexpr std::size_t first_protected_step = 4;

const nlohmann::json& recorded()
{
    return secure_channel_vectors("dm/scp03");
}

std::string hex(const nlohmann::json& value)
{
    return to_hex(octets(value));
}

std::string answer(ResponseApdu response)
{
    response.data.push_back(response.status.sw1());
    response.data.push_back(response.status.sw2());
    return to_hex(response.data);
}

KeySet recorded_key_set()
{
    const auto& keys = recorded().at("static_keys");
    const auto secret = [&](const char* name) { return secure_copy(octets(keys.at(name))); };
    return {.version = 0x30,
            .type = KeyType::Aes,
            .keys = {secret("enc"), secret("mac"), secret("dek")},
            .sequence_counter = 7};
}

Bytes command_of(std::size_t step)
{
    return octets(recorded().at("steps").at(step).at("command"));
}

} // namespace

/// A whole session on channel 1, CLA 81 and 85; its card challenge does not follow from the keys.
TEST(Scp03, ReadsABootstrapFileOnAnotherChannel)
{
    const auto& steps = recorded().at("steps");
    const SessionKeys keys =
        scp03_session_keys(recorded_key_set().keys, octets(recorded().at("host_challenge")),
                           octets(recorded().at("card_challenge")));
    EXPECT_EQ(to_hex(keys.enc), hex(recorded().at("session_keys").at("s_enc")));
    EXPECT_EQ(to_hex(keys.mac), hex(recorded().at("session_keys").at("s_mac")));
    EXPECT_EQ(to_hex(keys.r_mac), hex(recorded().at("session_keys").at("s_rmac")));
    Cryptograms cryptograms = scp03_cryptograms(keys.mac, octets(recorded().at("host_challenge")),
                                                octets(recorded().at("card_challenge")));
    EXPECT_EQ(to_hex(cryptograms.card), hex(recorded().at("card_cryptogram")));

    const Bytes external_authenticate_command = command_of(first_protected_step - 1);
    const auto session = external_authenticate(
        {Protocol::from(Protocol::Number::Scp03, 0x70).value(), keys, cryptograms.host},
        emulator::parse_command(external_authenticate_command).value());
    ASSERT_TRUE(session);
    for (std::size_t step = first_protected_step; step < steps.size(); ++step) {
        const auto& plain = steps[step].at("plain");
        const auto command = unwrap(**session, command_of(step));
        ASSERT_TRUE(command) << steps[step].at("step");
        EXPECT_EQ(command->cla, 0x01);
        EXPECT_EQ(to_hex(Bytes{static_cast<Byte>(command->ins), command->p1, command->p2}),
                  hex(plain.at("header")).substr(2));
        EXPECT_EQ(to_hex(command->data), hex(plain.at("data")));
        EXPECT_EQ(answer((*session)->wrap({.data = octets(plain.at("response_data"))})),
                  hex(steps[step].at("response")));
    }
}

TEST(Scp03, AnswersInitializeUpdateOfTheBootstrapSession)
{
    // A random challenge in the place of the recorded one, which i 70 would compute.
    const KeySet key_set = recorded_key_set();
    const DiversificationData none{};
    ScriptedRandom random{octets(recorded().at("card_challenge"))};
    const auto initialized =
        initialize_update({.protocol = Protocol::from(Protocol::Number::Scp03, 0x60).value(),
                           .key_set = key_set,
                           .diversification_data = none},
                          octets(recorded().at("host_challenge")), random);
    std::string expected = hex(recorded().at("steps").at(2).at("response"));
    expected.replace(24, 2, "60");
    EXPECT_EQ(answer({.data = initialized->data}),
              expected.substr(0, expected.size() - 10) + "9000"); // no counter with i 60
    EXPECT_EQ(to_hex(initialized->handshake.host_cryptogram),
              hex(recorded().at("host_cryptogram")));
}

} // namespace uicc::test
