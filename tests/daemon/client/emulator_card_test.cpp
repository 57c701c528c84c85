#include "daemon/client/client.hpp"
#include "tests/daemon/client/emulator_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace uicc::daemon::client {
namespace {

using test::EmulatorCard;
using test::from_hex;

constexpr const char* keys = "404142434445464748494A4B4C4D4E4F,505152535455565758595A5B5C5D5E5F,"
                             "606162636465666768696A6B6C6D6E6F";
constexpr const char* other_keys = "000102030405060708090A0B0C0D0E0F";
constexpr const char* psk = "202122232425262728292A2B2C2D2E2F";

Report boot_once(EmulatorCard& card, const Settings& settings, Memory& memory)
{
    crypto::SeededRandom random{7};
    return boot(card, random, settings, memory);
}

Report boot_once(EmulatorCard& card, const Settings& settings)
{
    Memory memory;
    return boot_once(card, settings, memory);
}

Settings with_keys(const char* text, std::initializer_list<Rule> broken = {})
{
    Settings settings;
    settings.credentials.scp03 = card::parse_scp03_keys(text).value();
    for (const Rule rule : broken) {
        settings.conduct.break_rule(rule);
    }
    return settings;
}

/// Changes the MAC of what READ BINARY brings in the session, fetched by GET RESPONSE.
std::function<void(const std::string&, Bytes&)> flip_macs()
{
    return [reads = false](const std::string& command, Bytes& answer) mutable {
        reads = command.starts_with("05B0") || (reads && command.starts_with("01C0"));
        if (reads && answer.size() > 2) {
            answer[answer.size() - 3] ^= 1;
        }
    };
}

TEST(ClientOnTheDefaultCard, FindsAllThreeFamiliesAndNothingNewTheSecondTime)
{
    EmulatorCard card{"default.yaml"};
    Memory memory;
    const Report first = boot_once(card, {}, memory);
    EXPECT_EQ(first.outcome, Outcome::Applied);
    EXPECT_EQ(first.iccid, "8988001234567890126");
    EXPECT_EQ(first.added, (std::vector<std::string>{"101", "mgmt.example", "mgmt.example"}));
    EXPECT_EQ(first.accounts.at(0).server, "coaps://dm.example:5684");
    EXPECT_EQ(first.accounts.at(0).security, "psk");
    EXPECT_EQ(first.accounts.at(1).server, "https://dm.mgmt.example/dm");
    EXPECT_EQ(first.accounts.at(1).security, "digest");
    EXPECT_TRUE(first.problems.empty());
    const Report second = boot_once(card, {}, memory);
    EXPECT_EQ(second.outcome, Outcome::Unchanged);
    EXPECT_TRUE(second.added.empty());
    EXPECT_TRUE(second.removed.empty());
}

TEST(ClientOnTheDefaultCard, KeepsSecretsToItself)
{
    EmulatorCard card{"default.yaml"};
    const Report report = boot_once(card, {});
    for (const std::string& text : {to_json(report), to_text(report)}) {
        for (const char* secret : {"OhBehave", "srv-pw-0001", psk, "Nonce"}) {
            EXPECT_EQ(text.find(secret), std::string::npos) << secret;
        }
    }
}

TEST(ClientWithScp03, ReadsAProtectedBootstrap)
{
    EmulatorCard card{"lwm2m-scp03.yaml"};
    bool seen = false;
    card.distortion = [&](const std::string&, Bytes& answer) {
        seen = seen || std::ranges::search(answer, from_hex(psk)).size() != 0;
    };
    const Report report = boot_once(card, with_keys(keys));
    EXPECT_EQ(report.outcome, Outcome::Applied);
    EXPECT_EQ(report.added, std::vector<std::string>{"bootstrap"});
    EXPECT_FALSE(seen);
    EXPECT_EQ(report.pin, card::PinOutcome::NotNeeded);
}

TEST(ClientWithScp03, IsRefusedWithoutKeysChannelOrLevel)
{
    for (const Settings& settings : {Settings{}, with_keys(keys, {Rule::Scp03Never}),
                                     with_keys(keys, {Rule::Scp03LowLevel})}) {
        EmulatorCard card{"lwm2m-scp03.yaml"};
        EXPECT_EQ(boot_once(card, settings).outcome, Outcome::Refused);
    }
}

TEST(ClientWithScp03, StopsAtAWrongCardCryptogram)
{
    EmulatorCard card{"lwm2m-scp03.yaml"};
    Settings settings = with_keys(other_keys);
    settings.credentials.pin = SecureBytes{'1', '2', '3', '4'};
    EXPECT_EQ(boot_once(card, settings).outcome, Outcome::Refused);
    EXPECT_EQ(card.count("50"), 1U);
    EXPECT_EQ(card.count("82"), 0U);
    EXPECT_EQ(card.count("20"), 0U); // nor does it get a PIN
    EmulatorCard again{"lwm2m-scp03.yaml"};
    static_cast<void>(boot_once(again, with_keys(other_keys, {Rule::Scp03IgnoreCryptogram})));
    EXPECT_EQ(again.count("82"), 1U);
}

TEST(ClientWithScp03, DiscardsWhatCameWithAWrongMac)
{
    EmulatorCard card{"lwm2m-scp03.yaml"};
    card.distortion = flip_macs();
    const Report report = boot_once(card, with_keys(keys));
    EXPECT_EQ(report.outcome, Outcome::Refused);
    EXPECT_TRUE(report.accounts.empty());
    EmulatorCard again{"lwm2m-scp03.yaml"};
    again.distortion = flip_macs();
    EXPECT_EQ(boot_once(again, with_keys(keys, {Rule::Scp03IgnoreRmac})).outcome, Outcome::Applied);
}

/// Selecting the application behind the client's back ends its session.
std::function<void(const std::string&, Bytes&)> drop_session(EmulatorCard& card, int times)
{
    return [&card, times](const std::string& command, Bytes&) mutable {
        if (command.compare(2, 2, "82") == 0 && times-- > 0) {
            static_cast<void>(card.card().transmit(from_hex("01A4040C0CA000000063504B43532D3135")));
        }
    };
}

TEST(ClientWithScp03, StartsADroppedSessionAgainOnce)
{
    EmulatorCard card{"lwm2m-scp03.yaml"};
    card.distortion = drop_session(card, 1);
    EXPECT_EQ(boot_once(card, with_keys(keys)).outcome, Outcome::Applied);
    EXPECT_EQ(card.count("50"), 2U);
    EmulatorCard stubborn{"lwm2m-scp03.yaml"};
    stubborn.distortion = drop_session(stubborn, 100);
    EXPECT_EQ(boot_once(stubborn, with_keys(keys)).outcome, Outcome::Refused);
    EXPECT_EQ(stubborn.count("50"), 2U);
    EmulatorCard again{"lwm2m-scp03.yaml"};
    again.distortion = drop_session(again, 1);
    EXPECT_EQ(boot_once(again, with_keys(keys, {Rule::Scp03NoRestart})).outcome, Outcome::Refused);
}

TEST(Scp03Keys, AreReadFromATextThatNobodySees)
{
    EXPECT_EQ(card::parse_scp03_keys(keys)->mac,
              secure_copy(from_hex(std::string{keys}.substr(33, 32))));
    EXPECT_EQ(card::parse_scp03_keys(std::string{other_keys} + "\n")->dek,
              secure_copy(from_hex(other_keys)));
    for (const char* wrong : {"", "00", "0011223344556677", "xyz", "40,41", "00,00,00,00"}) {
        const auto result = card::parse_scp03_keys(wrong);
        ASSERT_FALSE(result) << wrong;
        EXPECT_EQ(result.error().find("xyz"), std::string::npos);
    }
}

} // namespace
} // namespace uicc::daemon::client
