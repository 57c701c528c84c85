#include "codec/byte_writer.hpp"
#include "crypto/aes_cipher.hpp"
#include "crypto/cmac.hpp"
#include "emulator/security/secure_messaging/mutual_authentication.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace uicc::emulator::secure_messaging {
namespace {

using nlohmann::json;
using uicc::test::from_hex;
using uicc::test::to_hex;

json vectors(const char* part)
{
    std::ifstream file{TEST_VECTOR_DIR "/sm_icao.json"};
    return json::parse(file).at(part);
}

Bytes octets(const json& object, const char* key)
{
    return from_hex(object.at(key).get<std::string>());
}

KeyPair key_pair(const json& object)
{
    return {secure_copy(octets(object, "k_enc")), secure_copy(octets(object, "k_mac"))};
}

CardIdentity identity(const Bytes& challenge, const Bytes& serial_number)
{
    CardIdentity card{.serial_number = serial_number};
    std::ranges::copy(challenge, card.challenge.begin());
    return card;
}

/// Data field of a command, status word taken off a response.
Bytes command_data(const json& object, const char* key)
{
    const Bytes command = octets(object, key);
    const ByteView data = parse_command(command).value().data;
    return {data.begin(), data.end()};
}

Bytes response_data(const json& object, const char* key)
{
    Bytes response = octets(object, key);
    response.resize(response.size() - 2);
    return response;
}

/// Gives the octets it has been given, once.
class ScriptedRandom : public crypto::RandomSource {
public:
    explicit ScriptedRandom(Bytes octets) : octets_{std::move(octets)} {}

    void fill(std::span<Byte> out) override
    {
        if (out.size() != octets_.size()) {
            throw std::logic_error{"not the number of random octets that was expected"};
        }
        std::ranges::copy(std::exchange(octets_, {}), out.begin());
    }

private:
    Bytes octets_;
};

/// One worked example: what goes in and what has to come out.
struct Example {
    StaticKeys keys{};
    KeyAgreement agreement{};
    CardIdentity card{};
    Bytes command{};
    Bytes card_key{};

    [[nodiscard]] Result<AgreedSession, StatusWord> run(ByteView data) const
    {
        ScriptedRandom random{card_key};
        return authenticate_mutually(keys, agreement, card, data, random);
    }
};

Example icao_example()
{
    const json bac = vectors("bac");
    return {.keys = {Algorithm::TripleDes, key_pair(bac)},
            .agreement = icao,
            .card = identity(octets(bac, "rnd_ic"), {}),
            .command = command_data(bac, "external_mutual_auth_cmd"),
            .card_key = octets(bac, "k_ic")};
}

Example cwa_example(const KeyAgreement& agreement)
{
    const json cwa = vectors("cwa14890_symmetric");
    return {.keys = {Algorithm::TripleDes, key_pair(cwa)},
            .agreement = agreement,
            .card = identity(octets(cwa, "rnd_icc"), octets(cwa, "sn_icc")),
            .command = command_data(cwa.at("mutual_authenticate"), "command"),
            .card_key = octets(cwa, "k_icc")};
}

TEST(MutualAuthentication, IsTheOneOfIcao)
{
    const json bac = vectors("bac");
    const Example example = icao_example();
    const auto agreed = example.run(example.command).value();
    EXPECT_EQ(to_hex(agreed.answer), to_hex(response_data(bac, "response")));
    EXPECT_EQ(to_hex(agreed.session.keys.enc), to_hex(octets(bac, "ks_enc")));
    EXPECT_EQ(to_hex(agreed.session.keys.mac), to_hex(octets(bac, "ks_mac")));
    EXPECT_EQ(to_hex(agreed.counter.octets()), to_hex(octets(bac, "initial_ssc")));
}

TEST(MutualAuthentication, OpensTheSessionOfIcao)
{
    const Example example = icao_example();
    const auto session = example.run(example.command).value().open();
    const json messages = vectors("bac").at("messages");
    ASSERT_EQ(messages.size(), 3);
    for (const json& message : messages) {
        const Bytes command = octets(message, "protected_command");
        ASSERT_TRUE(session->unwrap(parse_command(command).value()));
        const ResponseApdu response{.data = response_data(message, "plain_response")};
        EXPECT_EQ(to_hex(session->wrap(response).data),
                  to_hex(response_data(message, "protected_response")));
    }
}

TEST(MutualAuthentication, IsTheOneOfCwa14890)
{
    const json cwa = vectors("cwa14890_symmetric");
    for (const auto& [agreement, hash] :
         {std::pair{cwa_14890_sha1, "sha1"}, std::pair{cwa_14890_sha256, "sha256"}}) {
        const Example example = cwa_example(agreement);
        const auto agreed = example.run(example.command).value();
        const json& keys = cwa.at("session_keys").at(hash);
        EXPECT_EQ(to_hex(agreed.answer),
                  to_hex(response_data(cwa.at("mutual_authenticate"), "response")));
        EXPECT_EQ(to_hex(agreed.session.keys.enc), to_hex(octets(keys, "k_enc")));
        EXPECT_EQ(to_hex(agreed.session.keys.mac), to_hex(octets(keys, "k_mac")));
        EXPECT_EQ(to_hex(agreed.counter.octets()), to_hex(octets(cwa, "initial_ssc")));
    }
}

TEST(MutualAuthentication, FailsWithOtherKeysChallengesAndSerialNumbers)
{
    for (const Example& good : {icao_example(), cwa_example(cwa_14890_sha1)}) {
        Example other = good;
        other.keys.keys.mac[0] ^= 0x10;
        EXPECT_EQ(other.run(good.command).error(), sw::authentication_failed);
        other = good;
        other.keys.keys.enc[0] ^= 0x10;
        EXPECT_EQ(other.run(good.command).error(), sw::authentication_failed);
        other = good;
        other.card.challenge[7] ^= 1;
        EXPECT_EQ(other.run(good.command).error(), sw::authentication_failed);
    }
    Example other = cwa_example(cwa_14890_sha1);
    other.card.serial_number[0] ^= 1;
    EXPECT_EQ(other.run(other.command).error(), sw::authentication_failed);
}

TEST(MutualAuthentication, NoticesEveryChangedOctet)
{
    const Example example = icao_example();
    for (std::size_t i = 0; i < example.command.size(); ++i) {
        Bytes changed = example.command;
        changed[i] ^= 0x80;
        EXPECT_EQ(example.run(changed).error(), sw::authentication_failed) << i;
    }
}

TEST(MutualAuthentication, HasMessagesOfOneSize)
{
    const Example example = icao_example();
    for (std::size_t size = 0; size < 80; ++size) {
        Bytes data = example.command;
        data.resize(size);
        EXPECT_EQ(example.run(data).has_value(), size == 40);
        if (size != 40) {
            EXPECT_EQ(example.run(data).error(), sw::wrong_length) << size;
        }
    }
}

/// The same agreement with AES, calculated here from the primitives.
class AesMutualAuthentication : public testing::TestWithParam<std::size_t> {
protected:
    static Bytes sealed(const KeyPair& keys, ByteView plain)
    {
        Bytes message = crypto::aes_cbc_encrypt(keys.enc, crypto::Block{}, plain);
        const crypto::Block mac = crypto::aes_cmac(keys.mac, message);
        codec::append(message, ByteView{mac}.first(8));
        return message;
    }
};

TEST_P(AesMutualAuthentication, DerivesKeysAsLongAsItsOwn)
{
    const json bac = vectors("bac");
    const KeyPair keys{SecureBytes(GetParam(), 0x51), SecureBytes(GetParam(), 0xC4)};
    const Example example{.keys = {Algorithm::Aes, keys},
                          .agreement = icao,
                          .card = identity(octets(bac, "rnd_ic"), {}),
                          .command = sealed(keys, octets(bac, "s")),
                          .card_key = octets(bac, "k_ic")};
    const auto agreed = example.run(example.command).value();
    EXPECT_EQ(to_hex(agreed.answer), to_hex(sealed(keys, octets(bac, "r"))));
    EXPECT_EQ(to_hex(agreed.counter.octets()), to_hex(Bytes(16)));

    // Without the parity of DES keys; `openssl dgst` over the seed of ICAO's example and 1 or 2.
    const std::string enc =
        GetParam() == 16 ? "969EC03B1CBFE9DDD11AB1FED206EBE4" // SHA-1
                         : "2C0D9541B93A77A7291812AA85C38FE56DA59C9AF5DAA7E25C7802FDB121AEA3";
    const std::string mac =
        GetParam() == 16 ? "F0CA1E1EB5ADF208816B88DD579CC1F8"
                         : "26594B2A9180344501E0DA10F84DB65E2FEA4838351740C63A4EE5A0BE38F5B5";
    EXPECT_EQ(to_hex(agreed.session.keys.enc), enc.substr(0, 2 * GetParam()));
    EXPECT_EQ(to_hex(agreed.session.keys.mac), mac.substr(0, 2 * GetParam()));
    EXPECT_NE(agreed.open(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(KeySizes, AesMutualAuthentication, testing::Values(16, 24, 32));

TEST(ExternalAuthentication, IsTheOneOfCwa14890)
{
    const Example example = cwa_example(cwa_14890_sha1);
    const Bytes data =
        command_data(vectors("cwa14890_symmetric").at("external_authenticate"), "command");
    EXPECT_TRUE(authenticate_externally(example.keys, example.card, data));
    for (std::size_t i = 0; i < data.size(); ++i) {
        Bytes changed = data;
        changed[i] ^= 1;
        EXPECT_EQ(authenticate_externally(example.keys, example.card, changed).error(),
                  sw::authentication_failed);
        const ByteView part = ByteView{data}.first(i);
        EXPECT_EQ(authenticate_externally(example.keys, example.card, part).error(),
                  sw::wrong_length);
    }
}

TEST(ExternalAuthentication, WorksWithAes)
{
    const StaticKeys keys{Algorithm::Aes, {SecureBytes(16, 0x51), SecureBytes(16, 0xC4)}};
    const CardIdentity card = identity(from_hex("0102030405060708"), from_hex("1112131415161718"));
    // From `openssl enc -aes-128-cbc -nopad` and `openssl mac -cipher AES-128-CBC CMAC`.
    const Bytes data = from_hex("364280CCEA15F23A9D2721A18B232CFE C62DE147603CE44C");
    EXPECT_TRUE(authenticate_externally(keys, card, data));
}

TEST(ExternalAuthentication, HasNoMessageThatFillsNoBlock)
{
    const StaticKeys keys{Algorithm::Aes, {SecureBytes(16, 0x51), SecureBytes(16, 0xC4)}};
    const CardIdentity card = identity(from_hex("0102030405060708"), {});
    for (const std::size_t size : {0U, 1U, 8U, 16U, 24U}) {
        EXPECT_EQ(authenticate_externally(keys, card, Bytes(size)).error(), sw::wrong_length);
    }
}

} // namespace
} // namespace uicc::emulator::secure_messaging
