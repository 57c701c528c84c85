#include "filesystem/key_name.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

/// RUN GSM ALGORITHM with the keys of the USIM, on files in all states.
namespace uicc::test {
namespace {

using filesystem::FileIndex;
using filesystem::LifeCycle;

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

    template <class Change>
    void change_files(Change change)
    {
        auto interior = card_->card().interior().value();
        change(interior.memory);
        ASSERT_TRUE(interior.memory.commit());
    }

    void put(FileIndex file, LifeCycle state)
    {
        change_files([&](filesystem::CardMemory& memory) { memory.set_life_cycle(file, state); });
    }

    void take(std::shared_ptr<const emulator::CardDescription> description)
    {
        description_ = std::move(description);
        card_ = std::make_unique<CardUnderTest>(description_, store_);
    }

    void SetUp() override { take(describe()); }

    [[nodiscard]] FileIndex usim() const { return *description_->main_application; }
    [[nodiscard]] FileIndex df_gsm() const
    {
        return *description_->files->child(filesystem::mf_index, filesystem::Fid{0x7F20});
    }

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

TEST_F(RunGsmAlgorithm, WantsFilesThatCanBeUsed)
{
    verify_and_select();
    for (const FileIndex file : {df_gsm(), usim()}) {
        for (const LifeCycle state : {LifeCycle::Deactivated, LifeCycle::Terminated}) {
            put(file, state);
            EXPECT_EQ(card_->send(run), "9810") << static_cast<int>(state);
        }
        put(file, LifeCycle::Activated);
        EXPECT_EQ(card_->send(run), "9F0C");
    }
}

TEST_F(RunGsmAlgorithm, EndsWithTheUsim)
{
    verify_and_select();
    change_files([this](filesystem::CardMemory& memory) { memory.remove(usim()); });
    EXPECT_EQ(card_->send(run), "6F00");
    EXPECT_EQ(card_->send(select_df_gsm), "9F16");
    EXPECT_EQ(card_->send(run), "6F00");
}

} // namespace
} // namespace uicc::test
