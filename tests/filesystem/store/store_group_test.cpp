#include "tests/filesystem/store/small_disk.hpp"
#include "tests/filesystem/store/store_fixture.hpp"

namespace uicc::filesystem {
namespace {

using StoreGroup = AnyStore;

INSTANTIATE_TEST_SUITE_P(Store,
                         StoreGroup,
                         testing::Values("Memory", "Sqlite"),
                         [](const auto& kind) { return std::string{kind.param}; });

TEST_P(StoreGroup, KeepsWhatSeveralCardsChanged)
{
    ASSERT_TRUE(store().begin_group());
    keep(card, "a", "01");
    keep(other, "a", "02");
    keep(card, "a", "03");
    ASSERT_TRUE(store().end_group());
    EXPECT_EQ(value_of(store(), card, "a"), "03");
    EXPECT_EQ(value_of(store(), other, "a"), "02");
}

TEST_P(StoreGroup, ShowsItsChangesAtOnce)
{
    ASSERT_TRUE(store().begin_group());
    keep(card, "a", "01");
    EXPECT_EQ(value_of(store(), card, "a"), "01");
    EXPECT_EQ(store().cards()->size(), 1);
    ASSERT_TRUE(store().end_group());
}

TEST_P(StoreGroup, TakesEveryOperation)
{
    keep(card, "a", "01");
    ASSERT_TRUE(store().begin_group());
    ASSERT_TRUE(store().snapshot(card, "s", 1));
    keep(card, "a", "02");
    expect(store().snapshot(card, "s", 2), exists);
    ASSERT_TRUE(store().fork(card, other));
    ASSERT_TRUE(store().rollback(card, "s"));
    expect(store().rename(card, other, {}), exists);
    ASSERT_TRUE(store().end_group());
    EXPECT_EQ(value_of(store(), card, "a"), "01");
    EXPECT_EQ(value_of(store(), other, "a"), "02");
}

TEST_P(StoreGroup, MayBeEmptyAndFollowsAnother)
{
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(store().begin_group());
        ASSERT_TRUE(store().end_group());
    }
    keep(card, "a", "01");
    EXPECT_EQ(value_of(store(), card, "a"), "01");
}

/// A database whose table fails in a chosen way for a key of that name.
class SqliteGroup : public Sqlite {
protected:
    SqliteGroup()
    {
        static_cast<void>(SqliteStore::open(file()).value());
        run_sql(R"(
            CREATE TRIGGER fail BEFORE INSERT ON cells WHEN NEW.key = 'fails'
            BEGIN SELECT RAISE(ABORT, 'this change'); END;
            CREATE TRIGGER lose BEFORE INSERT ON cells WHEN NEW.key = 'loses'
            BEGIN SELECT RAISE(ROLLBACK, 'the whole transaction'); END;
        )");
        open();
    }

    void open()
    {
        store_.reset();
        store_ = SqliteStore::open(file()).value();
    }

    bool apply(const CardKey& owner, std::vector<StoreEntry> changes)
    {
        return store_->apply(owner, changes).has_value();
    }

    std::unique_ptr<SqliteStore> store_;
};

TEST_F(SqliteGroup, IsLastingOnlyWhenItHasEnded)
{
    const auto script = [&] {
        const auto store = SqliteStore::open(file()).value();
        const std::vector changes{entry("a", "01")};
        require(store->begin_group() && store->apply(card, changes) && store->end_group(), "first");
        require(store->begin_group() && store->apply(other, changes), "second");
        _exit(0); // no destructor runs
    };
    store_.reset();
    EXPECT_EXIT(script(), testing::ExitedWithCode(0), "");
    open();
    EXPECT_EQ(value_of(*store_, card, "a"), "01");
    EXPECT_EQ(value_of(*store_, other, "a"), "absent");
}

TEST_F(SqliteGroup, SurvivesAChangeThatFails)
{
    ASSERT_TRUE(store_->begin_group());
    EXPECT_TRUE(apply(card, {entry("a", "01")}));
    EXPECT_FALSE(apply(other, {entry("b", "02"), entry("fails", "")}));
    EXPECT_EQ(value_of(*store_, other, "b"), "absent");
    EXPECT_TRUE(apply(other, {entry("c", "03")})) << "the number of this card was undone";
    ASSERT_TRUE(store_->end_group());
    open();
    EXPECT_EQ(value_of(*store_, card, "a"), "01");
    EXPECT_EQ(value_of(*store_, other, "b"), "absent");
    EXPECT_EQ(value_of(*store_, other, "c"), "03");
}

TEST_F(SqliteGroup, KeepsNothingWhenItIsLost)
{
    EXPECT_TRUE(apply(card, {entry("a", "01")}));
    ASSERT_TRUE(store_->begin_group());
    EXPECT_TRUE(apply(card, {entry("a", "02")}));
    EXPECT_TRUE(apply(other, {entry("b", "02")}));
    EXPECT_FALSE(apply(card, {entry("loses", "")}));
    EXPECT_FALSE(apply(other, {entry("c", "03")})) << "would be kept outside of the group";
    EXPECT_FALSE(store_->snapshot(card, "s", 1));
    EXPECT_EQ(value_of(*store_, card, "a"), "01");
    EXPECT_FALSE(store_->end_group());

    EXPECT_EQ(value_of(*store_, card, "a"), "01");
    EXPECT_TRUE(store_->load(other)->empty());
    ASSERT_TRUE(store_->begin_group());
    EXPECT_TRUE(apply(other, {entry("d", "04")}));
    ASSERT_TRUE(store_->end_group());
    open();
    EXPECT_EQ(value_of(*store_, other, "d"), "04");
    EXPECT_EQ(value_of(*store_, other, "c"), "absent");
}

TEST_F(SqliteGroup, KeepsNothingWhenTheDiskIsFullAtItsEnd)
{
    store_.reset();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    const auto script = [&] {
        test::mount_small_disk(folder_, "512k");
        const auto store = SqliteStore::open(file()).value();
        const std::vector changes{entry("a", "01")};
        require(store->apply(card, changes).has_value(), "before");
        std::ofstream{folder_ / "ballast"} << std::string(std::size_t{512} << 10U, 'x');
        const std::vector large{StoreEntry{"a", SecureBytes(std::size_t{50} << 10U)}};
        require(store->begin_group() && store->apply(card, large) && store->apply(other, large),
                "in memory");
        const auto ended = store->end_group();
        require(!ended && ended.error().kind == StoreError::Kind::Full, "full");
        require(value_of(*store, card, "a") == "01", "nothing of it");
        require(store->load(other)->empty(), "nothing of it");
        std::filesystem::remove(folder_ / "ballast");
        require(store->begin_group() && store->apply(other, changes) && store->end_group(),
                "the number of this card was undone");
        require(value_of(*store, other, "a") == "01", "space again");
    };
    EXPECT_EXIT(
        {
            script();
            _exit(0);
        },
        testing::ExitedWithCode(0), "");
}

} // namespace
} // namespace uicc::filesystem
