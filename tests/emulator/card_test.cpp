#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <random>

namespace uicc::test {
namespace {

using filesystem::CardKey;
using filesystem::StoreEntry;
using filesystem::StoreError;

/// Refuses to keep anything from the n-th change on.
class FullStore final : public filesystem::CardStore {
public:
    explicit FullStore(unsigned changes_that_fit) : left_{changes_that_fit} {}

    Result<std::vector<StoreEntry>, StoreError> load(const CardKey& /*card*/) override
    {
        return std::vector<StoreEntry>{};
    }

    Result<void, StoreError> apply(const CardKey& /*card*/,
                                   std::span<const StoreEntry> /*changes*/) override
    {
        if (left_ == 0) {
            return tl::unexpected{StoreError{StoreError::Kind::Full, "full"}};
        }
        --left_;
        return {};
    }

private:
    unsigned left_;
};

TEST(Card, AnswersWithTheAtrOfTheLastReset)
{
    CardUnderTest card;
    const std::string cold = to_hex(card.card().atr());
    card.card().reset();
    const std::string warm = to_hex(card.card().atr());
    card.card().power_off();
    card.card().power_on();
    EXPECT_NE(cold, warm);
    EXPECT_EQ(to_hex(card.card().atr()), cold);
}

TEST(Card, ChangesNothingWhenTheStoreRefuses)
{
    FullStore store{0};
    CardUnderTest card{describe_test_card({.pin1_enabled = false}), store};
    EXPECT_EQ(card.send("00D68500 02 0000"), "6581");
    EXPECT_EQ(card.send("00B0850004"), "656E64659000");
    EXPECT_EQ(card.card().internal_errors(), 0U);
}

TEST(Card, ComparesNoPinWhoseTryCannotBeRecorded)
{
    FullStore store{0};
    CardUnderTest card{describe_test_card(), store};
    EXPECT_EQ(card.send("00200001 08 31323334FFFFFFFF"), "6581");
    EXPECT_EQ(card.send("00A4080C 04 7F106F3A"), "9000");
    EXPECT_EQ(card.send("00B2010404"), "6982") << "not verified";
}

TEST(Card, CountsATryBeforeItCompares)
{
    FullStore store{1}; // the decrement fits, the reset of the counter does not
    CardUnderTest card{describe_test_card(), store};
    EXPECT_EQ(card.send("00200001 08 31323334FFFFFFFF"), "6581");
    EXPECT_EQ(card.send("0020000100"), "63C2");
}

TEST(Card, KeepsTheSelectionWhenACommandFails)
{
    CardUnderTest card{TestCardOptions{.pin1_enabled = false}};
    card.send("00A4000C 02 2FE2");
    EXPECT_EQ(card.send("00B0DE0001"), "6A86");
    EXPECT_EQ(card.send("00B0850401"), "6B00") << "SFI 05 would be EF.PL";
    EXPECT_EQ(card.send("00B000000A"), "988800214365870921F49000") << "EF.ICCID is still current";
}

TEST(Card, ExplainsItsRefusals)
{
    CardUnderTest card;
    card.send("00A4080C 04 7F106F3A");
    card.send("00B2010404");
    EXPECT_EQ(card.card().explanation().command, "READ RECORD");
    EXPECT_EQ(card.card().explanation().file, "EF.ADN");
    EXPECT_EQ(card.card().explanation().reason,
              "needs PIN1 (01): EF.ARR (6F06) record 5 says `read: PIN1`; PIN1 has not been "
              "verified (3 tries left)");
}

/// Nothing that comes in may harm the card or leave it without an answer.
TEST(Card, SurvivesAnyOctets)
{
    std::mt19937 random{20261124};
    const auto octet = [&] { return static_cast<Byte>(random()); };
    constexpr std::array<Byte, 20> instructions{0xA4, 0xF2, 0xB0, 0xD6, 0xB2, 0xDC, 0xA2,
                                                0x20, 0x24, 0x26, 0x28, 0x2C, 0x84, 0x88,
                                                0x70, 0xAA, 0xC0, 0x00, 0xFF, 0x10};
    CardUnderTest card;
    for (int i = 0; i < 200'000; ++i) {
        Bytes command{octet(), instructions[random() % instructions.size()], octet(), octet()};
        if (random() % 4 != 0) {
            command[0] = static_cast<Byte>(random() % 4 | (random() % 2) << 7U);
            command[2] = static_cast<Byte>(random() % 10);
        }
        const std::size_t size = random() % 3 == 0 ? random() % 300 : random() % 24;
        for (std::size_t n = 0; n < size; ++n) {
            command.push_back(octet());
        }
        if (random() % 2 == 0 && command.size() > 5) {
            command[4] = static_cast<Byte>(command.size() - 5);
        }
        const Bytes answer = card.card().transmit(command);
        ASSERT_GE(answer.size(), 2U);
        if (i % 5000 == 0) {
            card.card().reset();
        }
    }
    EXPECT_EQ(card.card().internal_errors(), 0U);
    card.card().power_on();
    EXPECT_EQ(card.send("00A4000C 02 3F00"), "9000");
}

} // namespace
} // namespace uicc::test
