#include "filesystem/memory/card_memory.hpp"
#include "filesystem/store/memory_store.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem {
namespace {

using test::from_hex;
using test::to_hex;

class RefusingStore final : public CardStore {
public:
    Result<std::vector<StoreEntry>, StoreError> load(const CardKey& /*card*/) override
    {
        return std::vector<StoreEntry>{};
    }

    Result<void, StoreError> apply(const CardKey& /*card*/,
                                   std::span<const StoreEntry> /*changes*/) override
    {
        return tl::unexpected{StoreError{StoreError::Kind::Full, "full"}};
    }
};

class Memory : public testing::Test {
protected:
    Memory()
    {
        ImageBuilder builder{{.name = "MF"}};
        file_ = builder.add({.name = "EF", .fid = Fid{0x2F05}, .parent = mf_index, .size = 4},
                            from_hex("01020304"));
        cyclic_ = builder.add({.name = "EF.CY",
                               .fid = Fid{0x2F06},
                               .parent = mf_index,
                               .structure = EfStructure::Cyclic,
                               .size = 6,
                               .record_length = 2},
                              from_hex("A1A1 A2A2 A3A3"));
        image_ = std::make_shared<const Image>(std::move(builder).build());
    }

    CardMemory open(CardStore& store,
                    const std::string& card = "card",
                    const std::string& hash = "h")
    {
        return CardMemory::open(image_, store, {card, hash}).value();
    }

    MemoryStore store_;
    std::shared_ptr<const Image> image_;
    FileIndex file_{};
    FileIndex cyclic_{};
};

TEST_F(Memory, KeepsCommittedChangesForTheSameCardOnly)
{
    CardMemory memory = open(store_);
    memory.write(file_, 1, from_hex("AABB"));
    memory.push_record(cyclic_, from_hex("A0A0"));
    memory.set_cell("pin/01", secure_copy(from_hex("03")));
    ASSERT_TRUE(memory.commit());

    const CardMemory again = open(store_);
    EXPECT_EQ(to_hex(again.body(file_)), "01AABB04");
    EXPECT_EQ(to_hex(again.body(cyclic_)), "A0A0A1A1A2A2");
    EXPECT_EQ(to_hex(again.record(cyclic_, 3)), "A2A2");
    EXPECT_EQ(to_hex(*again.cell("pin/01")), "03");
    EXPECT_EQ(to_hex(open(store_, "other").body(file_)), "01020304");
    EXPECT_EQ(to_hex(open(store_, "card", "other profile").body(file_)), "01020304");
}

TEST_F(Memory, ShowsStagedChangesUntilTheyAreRolledBack)
{
    CardMemory memory = open(store_);
    memory.write(file_, 0, from_hex("FF"));
    memory.set_cell("x", secure_copy(from_hex("01")));
    EXPECT_EQ(to_hex(memory.body(file_)), "FF020304");
    EXPECT_TRUE(memory.cell("x"));
    memory.rollback();
    EXPECT_EQ(to_hex(memory.body(file_)), "01020304");
    EXPECT_FALSE(memory.cell("x"));
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(to_hex(open(store_).body(file_)), "01020304");
}

TEST_F(Memory, KeepsNothingOfWhatIsAsInTheImageAgain)
{
    CardMemory memory = open(store_);
    memory.write(file_, 0, from_hex("FF"));
    memory.set_cell("x", secure_copy(from_hex("01")));
    ASSERT_TRUE(memory.commit());
    memory.write(file_, 0, from_hex("01"));
    memory.clear_cell("x");
    EXPECT_FALSE(memory.cell("x"));
    memory.rollback();
    EXPECT_TRUE(memory.cell("x"));

    memory.write(file_, 0, from_hex("01"));
    memory.clear_cell("x");
    ASSERT_TRUE(memory.commit());
    EXPECT_TRUE(store_.load({"card", "h"})->empty());
    EXPECT_EQ(to_hex(memory.body(file_)), "01020304");
    EXPECT_FALSE(memory.cell("x"));
}

/// Keeps the last change.
class WatchedStore final : public CardStore {
public:
    Result<std::vector<StoreEntry>, StoreError> load(const CardKey& /*card*/) override
    {
        return std::vector<StoreEntry>{};
    }

    Result<void, StoreError> apply(const CardKey& /*card*/,
                                   std::span<const StoreEntry> changes) override
    {
        latest = changes.front();
        return {};
    }

    StoreEntry latest{};
};

TEST_F(Memory, SaysWhichRecordHasChanged)
{
    WatchedStore store;
    CardMemory memory = open(store);
    memory.write(cyclic_, 3, from_hex("FF"));
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(store.latest.record, 2U);
    memory.push_record(cyclic_, from_hex("A0A0"));
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(store.latest.record, 1U);
    memory.write(file_, 0, from_hex("FF"));
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(store.latest.record, 0U) << "a file without records";
}

TEST_F(Memory, KeepsTheLifeCycleOfAFileThatIsNoLongerThatOfTheImage)
{
    CardMemory memory = open(store_);
    memory.set_life_cycle(file_, LifeCycle::Deactivated);
    EXPECT_EQ(memory.life_cycle(file_), LifeCycle::Deactivated);
    EXPECT_EQ(memory.life_cycle(cyclic_), LifeCycle::Activated);
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(open(store_).life_cycle(file_), LifeCycle::Deactivated);
    memory.set_life_cycle(file_, LifeCycle::Activated);
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(open(store_).life_cycle(file_), LifeCycle::Activated);
    EXPECT_TRUE(store_.load({"card", "h"}).value().empty());
}

TEST_F(Memory, GoesBackWhenTheStoreRefuses)
{
    RefusingStore full;
    CardMemory memory = open(full);
    memory.write(file_, 0, from_hex("FF"));
    const auto kept = memory.commit();
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().kind, StoreError::Kind::Full);
    EXPECT_EQ(to_hex(memory.body(file_)), "01020304");
}

TEST_F(Memory, RefusesStoredContentThatFitsNoFile)
{
    const std::vector<StoreEntry> wrong_size{{"file/3F00/2F05", secure_copy(from_hex("00"))}};
    ASSERT_TRUE(store_.apply({"card", "h"}, wrong_size));
    const auto memory = CardMemory::open(image_, store_, {"card", "h"});
    ASSERT_FALSE(memory);
    EXPECT_EQ(memory.error().kind, StoreError::Kind::Damaged);

    const std::vector<StoreEntry> no_file{{"file/3F00/DEAD", secure_copy(from_hex("00"))}};
    ASSERT_TRUE(store_.apply({"lost", "h"}, no_file));
    EXPECT_FALSE(CardMemory::open(image_, store_, {"lost", "h"}));
}

TEST_F(Memory, IsWhatTheStoreKeepsAfterAReload)
{
    const CardKey key{"card", "h"};
    CardMemory memory = open(store_);
    memory.write(file_, 0, from_hex("AA"));
    ASSERT_TRUE(memory.commit());
    ASSERT_TRUE(store_.snapshot(key, "s", 1));
    memory.write(file_, 0, from_hex("BB"));
    memory.push_record(cyclic_, from_hex("A0A0"));
    memory.set_cell("x", secure_copy(from_hex("01")));
    ASSERT_TRUE(memory.commit());
    memory.write(file_, 1, from_hex("CC"));
    memory.set_cell("staged", secure_copy(from_hex("02")));

    ASSERT_TRUE(store_.rollback(key, "s"));
    ASSERT_TRUE(memory.reload());
    EXPECT_EQ(to_hex(memory.body(file_)), "AA020304");
    EXPECT_EQ(to_hex(memory.body(cyclic_)), "A1A1A2A2A3A3");
    EXPECT_FALSE(memory.cell("x"));
    EXPECT_FALSE(memory.cell("staged"));
}

TEST_F(Memory, StaysAsItIsWhenItCannotBeReloaded)
{
    CardMemory memory = open(store_);
    memory.write(file_, 0, from_hex("AA"));
    ASSERT_TRUE(memory.commit());
    const std::vector<StoreEntry> wrong_size{{"file/3F00/2F06", secure_copy(from_hex("00"))}};
    ASSERT_TRUE(store_.apply({"card", "h"}, wrong_size));
    const auto reloaded = memory.reload();
    ASSERT_FALSE(reloaded);
    EXPECT_EQ(reloaded.error().kind, StoreError::Kind::Damaged);
    EXPECT_NE(reloaded.error().what.find("3F00/2F06"), std::string::npos);
    EXPECT_EQ(to_hex(memory.body(file_)), "AA020304");
}

} // namespace
} // namespace uicc::filesystem
