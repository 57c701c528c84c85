#include "codec/padding.hpp"
#include "tests/emulator/security/global_platform/host.hpp"
#include "tests/support/vector_file.hpp"

namespace uicc::test {
namespace {

using namespace emulator::global_platform;

constexpr const char* encrypting = "generated i=55 C-MAC+C-ENC";

/// The base key of the [Implicit] vectors; the other two keys are none.
KeySet base_key_set()
{
    return {.version = 0x20,
            .type = KeyType::Des,
            .keys = {secure_copy(from_hex("404142434445464748494A4B4C4D4E4F")), {}, {}},
            .sequence_counter = 5};
}

Result<ImplicitlyInitiated, emulator::StatusWord> initiate(const KeySet& key_set,
                                                           Byte i,
                                                           const Bytes& command)
{
    const DiversificationData none{};
    const Bytes aid = from_hex("A000000151000000");
    return initiate_implicitly({.protocol = Protocol::from(Protocol::Number::Scp02, i).value(),
                                .key_set = key_set,
                                .diversification_data = none,
                                .aid = aid},
                               emulator::parse_command(command).value());
}

} // namespace

TEST(Scp02, AcceptsBothFormsOfAnEncryptedCommandWithoutData)
{
    for (const bool padding_sent : {false, true}) {
        auto [host, session] = open_session(encrypting, 0x03);
        Bytes command = host.protect(from_hex("80CA006600")); // nothing but the C-MAC
        if (padding_sent) {
            const Transcript recorded = transcript_named(encrypting);
            Bytes padding;
            codec::append_padding(padding, 8);
            const Bytes block = crypto::triple_des_cbc_encrypt(
                octets(recorded.recorded().at("session").at("s_enc")), crypto::DesBlock{}, padding);
            command[4] = 0x10;
            command.insert(command.begin() + 5, block.begin(), block.end());
        }
        const auto plain = unwrap(*session, command);
        ASSERT_TRUE(plain) << padding_sent;
        EXPECT_TRUE(plain->data.empty());
        EXPECT_TRUE(plain->ne->as_many_as_available);
    }
}

TEST(Scp02, IsInitiatedImplicitlyByTheFirstCommand)
{
    for (const Vector& vector : load_vectors("global_platform.vec", "Implicit")) {
        const auto i = static_cast<Byte>(vector.hex_number("i"));
        auto initiated = initiate(base_key_set(), i, vector.octets("Command1"));
        ASSERT_TRUE(initiated) << vector;
        EXPECT_TRUE(initiated->session->level().authenticated);
        EXPECT_TRUE(initiated->session->level().command_mac);
        EXPECT_EQ(initiated->command.cla, 0x80);
        EXPECT_EQ(to_hex(initiated->command.data), "4F00");
        if (i != 0x00) {
            EXPECT_TRUE(unwrap(*initiated->session, vector.octets("Command2"))) << vector;
        }
        if (i == 0x1A) {
            const auto third = unwrap(*initiated->session, vector.octets("Command3"));
            ASSERT_TRUE(third);
            EXPECT_EQ(third->cla, 0x81);
            const auto key = initiated->session->decrypt_sensitive(vector.octets("EncryptedKey"));
            EXPECT_EQ(to_hex(key.value()), "A00102030405060708090A0B0C0D0E0F");
        }
    }
}

TEST(Scp02, IsNotInitiatedImplicitlyByAnythingElse)
{
    const Bytes command = load_vectors("global_platform.vec", "Implicit")[0].octets("Command1");
    for (std::size_t position = 1; position < command.size() - 1; ++position) {
        Bytes wrong = command;
        wrong[position] ^= 0x10;
        if (position == 4) {
            continue; // Lc, which is what parses the command
        }
        EXPECT_EQ(initiate(base_key_set(), 0x1A, wrong).error().value(), 0x6982U) << position;
    }
    KeySet other_counter = base_key_set();
    other_counter.sequence_counter = 6;
    EXPECT_EQ(initiate(other_counter, 0x1A, command).error().value(), 0x6982U);
    KeySet exhausted = base_key_set();
    exhausted.sequence_counter = 0xFFFF;
    EXPECT_EQ(initiate(exhausted, 0x1A, command).error().value(), 0x6985U);
    EXPECT_EQ(initiate(base_key_set(), 0x15, command).error().value(), 0x6985U);
    EXPECT_EQ(initiate(base_key_set(), 0x1A, from_hex("80F28002024F0000")).error().value(),
              0x6982U);
}

} // namespace uicc::test
