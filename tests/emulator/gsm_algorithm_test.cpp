#include "filesystem/key_name.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

/// RUN GSM ALGORITHM with the keys of the USIM.
namespace uicc::test {
namespace {

constexpr const char* select_df_gsm = "A0A40000 02 7F20";
constexpr const char* run = "A0880000 10 23553CBE9637A89D218AE64DAE47BF35";
constexpr const char* verify_chv1 = "A0200001 08 31323334FFFFFFFF";
constexpr filesystem::KeyReference second_application_pin{0x02};

/// A card of both classes; the USIM may have an application PIN that is not PIN1.
std::shared_ptr<const emulator::CardDescription> describe(bool pin_of_its_own = false)
{
    TestCardOptions options;
    options.behaviour.classes = emulator::CommandClasses::Both;
    auto card = std::make_shared<emulator::CardDescription>(*describe_test_card(options));
    if (pin_of_its_own) {
        card->pins.push_back({.reference = second_application_pin,
                              .value = secure_copy(from_hex("3131313131313131"))});
        const auto usim = std::ranges::find(card->pin_listings, *card->main_application,
                                            &emulator::PinListing::directory);
        usim->references = {second_application_pin};
    }
    return card;
}

class RunGsmAlgorithm : public testing::Test {
protected:
    void verify_and_select()
    {
        EXPECT_EQ(card_->send(verify_chv1), "9000");
        EXPECT_EQ(card_->send(select_df_gsm), "9F16");
    }

    void take(std::shared_ptr<const emulator::CardDescription> description)
    {
        description_ = std::move(description);
        card_ = std::make_unique<CardUnderTest>(description_, store_);
    }

    void SetUp() override { take(describe()); }

    filesystem::MemoryStore store_;
    std::shared_ptr<const emulator::CardDescription> description_;
    std::unique_ptr<CardUnderTest> card_;
};

TEST_F(RunGsmAlgorithm, WantsThePinOfTheUsimForItsKeys)
{
    take(describe(true));
    verify_and_select();
    EXPECT_EQ(card_->send(run), "9804");
    EXPECT_EQ(card_->send("00200002 08 3131313131313131"), "9000");
    EXPECT_EQ(card_->send(run), "9F0C");
}

} // namespace
} // namespace uicc::test
