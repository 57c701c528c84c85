#include "codec/byte_writer.hpp"
#include "crypto/cmac.hpp"
#include "emulator/security/global_platform/scp03.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace uicc::test {
namespace {

using namespace emulator::global_platform;

constexpr const char* pkcs15 = "A4040C 0C A000000063504B43532D3135";
constexpr unsigned tries = 3;

/// Terminals on several logical channels of a card whose PKCS#15 application has keys for SCP03
/// with challenges that follow from the sequence counter.
class ChannelSessions : public testing::Test {
protected:
    static std::shared_ptr<const emulator::CardDescription> description()
    {
        auto card = std::make_shared<emulator::CardDescription>(
            *describe_test_card({.behaviour = {.dialect = emulator::Dialect::T1}}));
        card->keys = {
            {.owner = card->files->applications().back(),
             .key_sets = {{.version = 0x30, .type = KeyType::Aes, .keys = keys()}},
             .scp03 = Protocol::from(Protocol::Number::Scp03, 0x70),
             .tries = tries},
            {.owner = filesystem::mf_index,
             .messaging = {{.version = 1, .keys = {.keys = {SecureBytes(16), SecureBytes(16)}}}}}};
        return card;
    }

    static StaticKeys keys()
    {
        return {SecureBytes(16, 0x0E), SecureBytes(16, 0x0A), SecureBytes(16, 0x0D)};
    }

    void open_channels(unsigned count)
    {
        for (unsigned number = 1; number <= count; ++number) {
            EXPECT_EQ(card_.send("0070000001"), fmt::format("{:02X}9000", number));
        }
        for (unsigned number = 0; number <= count; ++number) {
            EXPECT_EQ(card_.send(fmt::format("{:02X} {}", number, pkcs15)), "9000");
        }
    }

    /// INITIALIZE UPDATE; what it answers, or the status word alone.
    std::string begin(unsigned channel)
    {
        return card_.send(fmt::format("{:02X} 503000 08 0102030405060708 00", 0x80 | channel));
    }

    /// EXTERNAL AUTHENTICATE as it follows the answer, with the class of the basic channel.
    Bytes authentication(const std::string& answer)
    {
        const Bytes host_challenge = from_hex("0102030405060708");
        const Bytes card_challenge = from_hex(answer.substr(26, 16));
        const SessionKeys session = scp03_session_keys(keys(), host_challenge, card_challenge);
        Bytes command = from_hex("84 82 33 00 10");
        codec::append(command, scp03_cryptograms(session.mac, host_challenge, card_challenge).host);
        Bytes message(16);
        codec::append(message, command);
        mac_key_ = session.mac;
        chaining_ = crypto::aes_cmac(mac_key_, message);
        codec::append(command, ByteView{chaining_}.first(8));
        return command;
    }

    void open_session()
    {
        EXPECT_EQ(card_.send(fmt::format("00 {}", pkcs15)), "9000");
        EXPECT_EQ(send_on(0, authentication(begin(0))), "9000");
    }

    /// A command without data, with its C-MAC.
    std::string send_protected(std::string_view header)
    {
        Bytes command = from_hex(header);
        command.push_back(0x08);
        Bytes message{chaining_.begin(), chaining_.end()};
        codec::append(message, command);
        chaining_ = crypto::aes_cmac(mac_key_, message);
        codec::append(command, ByteView{chaining_}.first(8));
        return send_on(0, command);
    }

    /// Only a session minds a command that is not protected, and that costs it its life.
    bool is_in_session() { return card_.send("00A4000C 02 3F00") == "6982"; }

    std::string send_on(unsigned channel, Bytes command)
    {
        command[0] = static_cast<Byte>(command[0] | channel);
        return to_hex(card_.card().transmit(command));
    }

    SecureBytes mac_key_;
    crypto::Block chaining_{};
    filesystem::MemoryStore store_;
    CardUnderTest card_{description(), store_};
};

TEST_F(ChannelSessions, WhatOneChannelHasSeenOpensNothingOnAnother)
{
    open_channels(1);
    const std::string answer = begin(0);
    EXPECT_EQ(begin(1), answer); // the keys will be the same ones
    EXPECT_EQ(send_on(0, authentication(answer)), "9000");
    EXPECT_EQ(send_on(1, authentication(answer)), "6985");
    EXPECT_EQ(send_on(1, authentication(begin(1))), "9000");
}

TEST_F(ChannelSessions, TriesAreTheSameOnAllChannels)
{
    open_channels(tries);
    std::string answer;
    for (unsigned channel = 0; channel <= tries; ++channel) {
        answer = begin(channel);
    }
    Bytes wrong = authentication(answer);
    wrong[5] ^= 1;
    for (unsigned channel = 0; channel < tries; ++channel) {
        EXPECT_EQ(send_on(channel, wrong), "6300");
    }
    EXPECT_EQ(send_on(tries, authentication(answer)), "6983");
    EXPECT_EQ(begin(0), "6983");
}

TEST_F(ChannelSessions, WhatHasBegunEndsWithItsChannel)
{
    open_channels(1);
    const std::string answer = begin(1);
    EXPECT_EQ(card_.send("00708001"), "9000");
    EXPECT_EQ(card_.send("0070000001"), "019000");
    EXPECT_EQ(send_on(1, authentication(answer)), "6985");
    EXPECT_TRUE(card_.send("0184000008").ends_with("9000"));
    EXPECT_EQ(card_.send("00708001"), "9000");
    EXPECT_EQ(card_.send("0070000001"), "019000");
    EXPECT_EQ(card_.send("01820001 10 00000000000000000000000000000000"), "6985");
}

TEST_F(ChannelSessions, EndWithACommandThatNothingCanBeMadeOf)
{
    for (const auto& [command, answer] : {std::pair{"84B00000 08 0000", "6700"},
                                          {"84B00000 08 00*9 00 00", "6700"},
                                          {"94B00000 08 0000000000000000", "6884"},
                                          {"84EE0000 08 0000000000000000", "6982"},
                                          {"00EE0000", "6982"}}) {
        open_session();
        EXPECT_EQ(card_.send(command), answer) << command;
        EXPECT_FALSE(is_in_session()) << command;
    }
}

TEST_F(ChannelSessions, GoOnAfterAnInstructionThatNobodyKnows)
{
    open_session();
    EXPECT_EQ(send_protected("84EE0000"), "6D00");
    EXPECT_TRUE(send_protected("04A4000C").ends_with("9000"));
    EXPECT_TRUE(is_in_session());
}

/// A card with a file below the MF that takes encrypted commands and responses alone.
std::shared_ptr<const emulator::CardDescription> with_protected_file(std::optional<Protocol> scp03)
{
    filesystem::ImageBuilder builder{{.name = "MF"}};
    builder.add({.name = "EF.SECRET",
                 .fid = filesystem::Fid{0x6F99},
                 .parent = filesystem::mf_index,
                 .size = 1,
                 .security = {filesystem::SecurityAttributes::Form::Expanded,
                              from_hex("800101 AF0A B403950130 B803950130 800102 A403950180")}},
                Bytes{0x2A});
    auto card = std::make_shared<emulator::CardDescription>();
    card->files = std::make_shared<const filesystem::Image>(std::move(builder).build());
    card->issuer_security_domain = filesystem::mf_index;
    card->keys = {{.owner = filesystem::mf_index,
                   .key_sets = {{.version = 0x30, .type = KeyType::Aes}},
                   .scp03 = scp03}};
    return card;
}

std::string refusal_of(std::optional<Protocol> scp03, std::string_view command)
{
    filesystem::MemoryStore store;
    CardUnderTest card{with_protected_file(scp03), store};
    EXPECT_EQ(card.send("00A4000C 02 6F99"), "9000");
    EXPECT_EQ(card.send(command), "6982");
    return card.card().explanation().reason;
}

TEST(GrantingSession, IsTheLeastThatTheKeysCanOpen)
{
    const auto all = Protocol::from(Protocol::Number::Scp03, 0x70);
    const auto without_response_encryption = Protocol::from(Protocol::Number::Scp03, 0x30);
    EXPECT_TRUE(refusal_of(all, "00B0000001")
                    .ends_with(", and the command came without it; an SCP03 session at level 33 "
                               "has it"));
    EXPECT_TRUE(
        refusal_of(all, "00D60000 01 00").ends_with("; an SCP03 session at level 00 has it"));
    EXPECT_TRUE(refusal_of(without_response_encryption, "00B0000001")
                    .ends_with(", and the command came without it"));
    EXPECT_TRUE(
        refusal_of(std::nullopt, "00B0000001").ends_with(", and the command came without it"));
}

} // namespace
} // namespace uicc::test
