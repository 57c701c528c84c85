#include "emulator/security/global_platform/initiation.hpp"
#include "tests/emulator/security/global_platform/host.hpp"
#include "tests/support/vector_file.hpp"

namespace uicc::test {
namespace {

using namespace emulator::global_platform;
using emulator::StatusWord;

constexpr const char* scp02 = "generated i=75 C-MAC+R-MAC";
constexpr const char* scp03 = "generated AES128 i=70 S8 level 33";

/// 9000 when the handshake leads to a session.
unsigned authenticate(const Transcript& transcript, const Bytes& command)
{
    const auto session = external_authenticate(transcript.initialize().handshake,
                                               emulator::parse_command(command).value());
    return session ? 0x9000U : session.error().value();
}

unsigned initialize(Protocol::Number number, Byte i, std::uint32_t counter, std::size_t challenge)
{
    const SecureBytes key(16);
    const KeySet key_set{.version = 1,
                         .type = number == Protocol::Number::Scp02 ? KeyType::Des : KeyType::Aes,
                         .keys = {key, key, key},
                         .sequence_counter = counter};
    const DiversificationData none{};
    ScriptedRandom random{Bytes(16)};
    const auto answer = initialize_update({.protocol = Protocol::from(number, i).value(),
                                           .key_set = key_set,
                                           .diversification_data = none},
                                          Bytes(challenge), random);
    return answer ? 0x9000U : answer.error().value();
}

} // namespace

class ExternalAuthenticate : public testing::TestWithParam<const char*> {
protected:
    Transcript transcript_ = transcript_named(GetParam());
    Bytes command_ = Host{transcript_}.external_authenticate(0x11);
};

TEST_P(ExternalAuthenticate, OpensASession)
{
    EXPECT_EQ(authenticate(transcript_, command_), 0x9000U);
}

TEST_P(ExternalAuthenticate, IsTheSameOnEveryChannel)
{
    for (const Byte cla : {Byte{0x81}, Byte{0x83}, Byte{0xC0}, Byte{0xCF}}) {
        EXPECT_EQ(authenticate(transcript_, Host{transcript_}.external_authenticate(0x11, cla)),
                  0x9000U);
    }
}

TEST_P(ExternalAuthenticate, RefusesAnyOtherHostCryptogram)
{
    for (std::size_t bit = 0; bit < 64; ++bit) {
        Bytes wrong = command_;
        wrong[5 + bit / 8] ^= static_cast<Byte>(1U << (bit % 8));
        EXPECT_EQ(authenticate(transcript_, wrong), 0x6300U);
    }
}

TEST_P(ExternalAuthenticate, RefusesAnyOtherMac)
{
    for (std::size_t bit = 0; bit < 64; ++bit) {
        Bytes wrong = command_;
        wrong[13 + bit / 8] ^= static_cast<Byte>(1U << (bit % 8));
        EXPECT_EQ(authenticate(transcript_, wrong), 0x6982U);
    }
}

TEST_P(ExternalAuthenticate, RefusesALevelThatTheMacDoesNotCover)
{
    Bytes lowered = command_;
    lowered[2] = 0x01;
    EXPECT_EQ(authenticate(transcript_, lowered), 0x6982U);
}

TEST_P(ExternalAuthenticate, RefusesOtherParametersLengthsAndClasses)
{
    Bytes wrong_p2 = command_;
    wrong_p2[3] = 0x01;
    EXPECT_EQ(authenticate(transcript_, wrong_p2), 0x6A86U);
    Bytes unknown_level = command_;
    unknown_level[2] = 0x02;
    EXPECT_EQ(authenticate(transcript_, unknown_level), 0x6A86U);
    Bytes no_mac{command_.begin(), command_.begin() + 13};
    no_mac[4] = 8;
    EXPECT_EQ(authenticate(transcript_, no_mac), 0x6700U);
    Bytes plain_class = command_;
    plain_class[0] = 0x80;
    EXPECT_EQ(authenticate(transcript_, plain_class), 0x6982U);
}

INSTANTIATE_TEST_SUITE_P(Scp02, ExternalAuthenticate, testing::Values(scp02));
INSTANTIATE_TEST_SUITE_P(Scp03, ExternalAuthenticate, testing::Values(scp03));

TEST(ExternalAuthenticateLevel, IsRefusedWhenTheOptionsDoNotPermitIt)
{
    const Transcript without_r_mac = transcript_named("generated AES128 i=10 S8 level 03");
    EXPECT_EQ(authenticate(without_r_mac, Host{without_r_mac}.external_authenticate(0x11)),
              0x6985U);
}

TEST(InitializeUpdate, WantsAHostChallengeOfTheProtocolsSize)
{
    using enum Protocol::Number;
    for (std::size_t size = 0; size < 20; ++size) {
        EXPECT_EQ(initialize(Scp02, 0x15, 0, size), size == 8 ? 0x9000U : 0x6700U);
        EXPECT_EQ(initialize(Scp03, 0x70, 0, size), size == 8 ? 0x9000U : 0x6700U);
        EXPECT_EQ(initialize(Scp03, 0x71, 0, size), size == 16 ? 0x9000U : 0x6700U);
    }
}

TEST(InitializeUpdate, EndsWithTheSequenceCounter)
{
    using enum Protocol::Number;
    EXPECT_EQ(initialize(Scp02, 0x15, 0xFFFE, 8), 0x9000U);
    EXPECT_EQ(initialize(Scp02, 0x15, 0xFFFF, 8), 0x6985U);
    EXPECT_EQ(initialize(Scp03, 0x10, 0xFFFFFE, 8), 0x9000U);
    EXPECT_EQ(initialize(Scp03, 0x10, 0xFFFFFF, 8), 0x6985U);
    EXPECT_EQ(initialize(Scp03, 0x00, 0xFFFFFF, 8), 0x9000U); // random: nothing is counted
}

TEST(InitializeUpdate, IsNotForImplicitInitiation)
{
    EXPECT_EQ(initialize(Protocol::Number::Scp02, 0x1A, 0, 8), 0x6985U);
}

} // namespace uicc::test
