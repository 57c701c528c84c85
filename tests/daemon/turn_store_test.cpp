#include "daemon/farm/turn_store.hpp"
#include "filesystem/store/memory_store.hpp"

#include <gtest/gtest.h>

namespace uicc::daemon {
namespace {

using filesystem::CardKey;
using filesystem::StoreEntry;
using filesystem::StoreError;

/// Counts groups, and can fail to begin or end one.
class GroupingStore final : public filesystem::MemoryStore {
public:
    Result<void, StoreError> begin_group() override
    {
        ++begun;
        return begins ? Result<void, StoreError>{} : failure("busy");
    }
    Result<void, StoreError> end_group() override
    {
        ++ended;
        return ends ? Result<void, StoreError>{} : failure("full");
    }

    int begun = 0;
    int ended = 0;
    bool begins = true;
    bool ends = true;

private:
    static Result<void, StoreError> failure(const char* why)
    {
        return tl::unexpected{StoreError{StoreError::Kind::Full, why}};
    }
};

class TurnStoreTest : public testing::Test {
protected:
    [[nodiscard]] bool change(const std::string& card)
    {
        const std::vector<StoreEntry> changes{{"cell", SecureBytes{0x01}}};
        return turn_.apply(CardKey{card, "hash"}, changes).has_value();
    }

    GroupingStore store_;
    TurnStore turn_{store_};
};

TEST_F(TurnStoreTest, ChangesOfATurnAreOneGroup)
{
    turn_.begin();
    EXPECT_TRUE(change("one"));
    EXPECT_TRUE(change("two"));
    EXPECT_EQ(store_.ended, 0);
    EXPECT_TRUE(turn_.end());
    EXPECT_EQ(std::pair(store_.begun, store_.ended), std::pair(1, 1));
    EXPECT_EQ(store_.cards()->size(), 2U);
}

TEST_F(TurnStoreTest, ATurnWithoutChangesDoesNotTouchTheStore)
{
    turn_.begin();
    EXPECT_TRUE(turn_.end());
    EXPECT_EQ(store_.begun, 0);
}

TEST_F(TurnStoreTest, AChangeOutsideATurnStandsAlone)
{
    EXPECT_TRUE(change("one"));
    turn_.begin();
    EXPECT_TRUE(turn_.end());
    EXPECT_TRUE(change("two"));
    EXPECT_EQ(std::pair(store_.begun, store_.ended), std::pair(0, 0));
}

TEST_F(TurnStoreTest, AGroupThatCannotBeginFailsTheChangeAlone)
{
    store_.begins = false;
    turn_.begin();
    EXPECT_FALSE(change("one"));
    EXPECT_TRUE(turn_.end());
    EXPECT_EQ(store_.ended, 0);
}

TEST_F(TurnStoreTest, ALostGroupIsTold)
{
    store_.ends = false;
    turn_.begin();
    EXPECT_TRUE(change("one"));
    const auto outcome = turn_.end();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), "full");
    turn_.begin(); // and the next turn is a new one
    EXPECT_TRUE(change("one"));
    EXPECT_EQ(store_.begun, 2);
}

} // namespace
} // namespace uicc::daemon
