#include "emulator/card/suspension.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

/// SUSPEND UICC, TS 102 221 §11.1.22.
namespace uicc::test {
namespace {

TestCardOptions offering()
{
    TestCardOptions options{.offers_suspension = true};
    options.behaviour.dialect = emulator::Dialect::T1;
    return options;
}

class SuspendUicc : public testing::Test {
protected:
    /// The card suspends; the command that resumes it.
    std::string suspend(std::string_view durations = "000A 0201")
    {
        const std::string answer = card_.send("80760000 04 " + std::string{durations} + " 00");
        EXPECT_EQ(answer.size(), 2U * (2 + 8 + 2)) << answer;
        EXPECT_TRUE(answer.ends_with("9000")) << answer;
        return "80760100 08 " + answer.substr(4, 16);
    }

    /// PIN1 is verified, and channel 1 has EF.IMSI selected.
    void begin_session()
    {
        EXPECT_EQ(card_.send("00200001 08 31323334FFFFFFFF"), "9000");
        EXPECT_EQ(card_.send("0070000001"), "019000");
        EXPECT_EQ(card_.send("01A4040C 0A A0000000871002FF33FF"), "9000");
        EXPECT_EQ(card_.send("01A4000C 02 6F07"), "9000");
    }

    void power_cycle()
    {
        card_.card().power_off();
        card_.card().power_on();
    }

    CardUnderTest card_{offering()};
};

TEST_F(SuspendUicc, KeepsSelectionsAndVerifiedPinsWithoutPower)
{
    begin_session();
    const std::string resume = suspend();
    power_cycle();
    EXPECT_EQ(card_.send(resume), "9000");
    EXPECT_EQ(card_.send("01B0000009"), "0809101010325476989000");
}

TEST_F(SuspendUicc, OutlivesTheProcess)
{
    begin_session();
    const std::string resume = suspend();
    card_.restart();
    EXPECT_EQ(card_.send(resume), "9000");
    EXPECT_EQ(card_.send("01B0000009"), "0809101010325476989000");
}

TEST_F(SuspendUicc, IsTakenUpOnceAndByTheTokenAlone)
{
    const std::string resume = suspend();
    power_cycle();
    EXPECT_EQ(card_.send("80760100 08 0000000000000000"), "6982");
    EXPECT_EQ(card_.send("80760100 07 00000000000000"), "6700");
    EXPECT_EQ(card_.send(resume), "9000");
    EXPECT_EQ(card_.send(resume), "6985");
}

TEST_F(SuspendUicc, EndsWithAnyOtherCommandButTerminalCapability)
{
    std::string resume = suspend();
    power_cycle();
    EXPECT_EQ(card_.send("80AA0000 02 A900"), "9000");
    EXPECT_EQ(card_.send(resume), "9000");
    // Those of the second line are refused before the card looks at what they are.
    for (const char* other : {"00A4000C 02 3F00", "00FF0000", "80F2000C", "10200001 01 31", //
                              "60F2000C", "FFF2000C", "01A4000C 02 3F00", "00A4", "00C000000A"}) {
        resume = suspend();
        power_cycle();
        card_.send(other);
        EXPECT_EQ(card_.send(resume), "6985") << other;
    }
}

TEST(SuspendUiccUnderT0, LastsWhileItsAnswerIsFetched)
{
    CardUnderTest card{{.offers_suspension = true}};
    EXPECT_EQ(card.send("80760000 04 000A 0201"), "610A");
    const std::string answer = card.send("00C000000A");
    EXPECT_TRUE(answer.ends_with("9000")) << answer;
    EXPECT_EQ(card.send("80760100 08 " + answer.substr(4, 16)), "9000");
}

TEST_F(SuspendUicc, GivesNoBlockedPinBack)
{
    begin_session();
    const std::string resume = suspend();
    auto& pins = card_.card().interior().value().pins;
    auto* const pin1 = pins.find(filesystem::pin1, std::nullopt);
    ASSERT_TRUE(pins.adjust(*pin1, {.tries_left = 0}));
    EXPECT_EQ(card_.send(resume), "9000");
    EXPECT_EQ(card_.send("01B0000009"), "6982");
    EXPECT_EQ(card_.send("00200001"), "63C0");
}

TEST_F(SuspendUicc, NegotiatesTheDuration)
{
    EXPECT_EQ(card_.send("80760000 04 000A 0201 00").substr(0, 4), "0201");
    EXPECT_EQ(card_.send("80760000 04 0201 000A 00"), "6A80");
    EXPECT_EQ(card_.send("80760000 04 0501 0501 00"), "6A80");
    EXPECT_EQ(card_.send("80760000 03 000A02 00"), "6700");
    EXPECT_EQ(card_.send("80760200 04 000A0201 00"), "6A86");
    EXPECT_EQ(card_.send("80760001 04 000A0201 00"), "6A86");
}

TEST_F(SuspendUicc, IsForTheBasicChannel)
{
    EXPECT_EQ(card_.send("0070000001"), "019000");
    EXPECT_EQ(card_.send("81760000 04 000A0201 00"), "6881");
}

TEST(SuspendUiccLimit, IsTheProfiles)
{
    TestCardOptions options = offering();
    options.behaviour.longest_suspension = 60;
    CardUnderTest card{options};
    EXPECT_EQ(card.send("80760000 04 003D 0201 00"), "9864");
    EXPECT_EQ(card.send("80760000 04 000A 0201 00").substr(0, 4), "000A");
}

TEST(SuspendUiccOffer, StandsInTheFileOfThePowerConsumption)
{
    CardUnderTest card{TestCardOptions{}};
    EXPECT_EQ(card.send("80760000 04 000A0201 00"), "6D00");
}

TEST(SuspendUiccState, IsTakenUpOnlyWithFilesAndRecordsThatAreThere)
{
    filesystem::MemoryStore store;
    const auto description = describe_test_card(offering());
    CardUnderTest card{description, store};
    const auto import = [&](const emulator::LogicalChannel& channel) {
        emulator::Suspension suspension{.token = secure_copy(from_hex("0102030405060708"))};
        suspension.verified.resize(description->pins.size());
        suspension.channels.set(0, channel);
        auto interior = card.card().interior().value();
        interior.memory.set_cell(emulator::suspension_cell,
                                 emulator::encode_suspension(suspension, "test"));
        EXPECT_TRUE(interior.memory.commit());
        return card.send("80760100 08 0102030405060708");
    };
    const filesystem::Image& files = *description->files;
    const auto dir = files.child(filesystem::mf_index, filesystem::Fid{0x2F00}).value();
    EXPECT_EQ(import({.ef = dir, .record = 2}), "9000");
    EXPECT_EQ(import({.ef = dir, .record = 3}), "6985"); // EF.DIR has two
    EXPECT_EQ(import({.directory = dir}), "6985");
    EXPECT_EQ(import({.ef = filesystem::mf_index}), "6985");
    EXPECT_EQ(import({.application = dir}), "6985");
    EXPECT_EQ(import({.record = 1}), "6985");
}

TEST(SuspensionState, IsReadBackOnlyWhereItFits)
{
    emulator::Suspension suspension{.token = secure_copy(from_hex("0102030405060708")),
                                    .verified = {true, false}};
    suspension.channels.set(3, {.directory = filesystem::FileIndex{2}, .record = 7});
    const SecureBytes octets = emulator::encode_suspension(suspension, "hash");
    const auto back = emulator::decode_suspension(octets, {"hash", 3, 2});
    ASSERT_TRUE(back);
    EXPECT_EQ(back->verified, suspension.verified);
    EXPECT_EQ(back->channels.at(3).record, 7U);
    const ByteView shortened = ByteView{octets}.first(octets.size() - 1);
    EXPECT_FALSE(emulator::decode_suspension(octets, {"hash", 2, 2})); // file 2 is none
    EXPECT_FALSE(emulator::decode_suspension(octets, {"hash", 3, 3})); // another number of PINs
    EXPECT_FALSE(emulator::decode_suspension(octets, {"hush", 3, 2})); // another profile
    EXPECT_FALSE(emulator::decode_suspension(shortened, {"hash", 3, 2}));
}

TEST(SuspensionState, EndsWithTheProfileThatItIsFrom)
{
    const auto before = describe_test_card(offering());
    filesystem::MemoryStore store;
    CardUnderTest card{before, store};
    EXPECT_EQ(card.send("00200001 08 31323334FFFFFFFF"), "9000");
    const std::string answer = card.send("80760000 04 000A 0201 00");
    auto after = std::make_shared<emulator::CardDescription>(*before);
    after->profile_hash = "another";
    ASSERT_TRUE(store.rename({"test", "test"}, {"test", "another"}, {}));
    CardUnderTest adopted{after, store};
    EXPECT_EQ(adopted.send("80760100 08 " + answer.substr(4, 16)), "6985");
}

} // namespace
} // namespace uicc::test
