#include "tests/filesystem/store/store_fixture.hpp"

namespace uicc::filesystem {
namespace {

INSTANTIATE_TEST_SUITE_P(Store,
                         AnyStore,
                         testing::Values("Memory", "Sqlite"),
                         [](const auto& kind) { return std::string{kind.param}; });

TEST_P(AnyStore, KeepsCardsApart)
{
    const std::vector changes{entry("a", "01"), entry("b", "02")};
    ASSERT_TRUE(store().apply(card, changes));
    const std::vector later{entry("a", "0A"), StoreEntry{"b", std::nullopt}, entry("empty", "")};
    ASSERT_TRUE(store().apply(card, later));
    EXPECT_EQ(value_of(store(), card, "a"), "0A");
    EXPECT_EQ(value_of(store(), card, "b"), "absent");
    EXPECT_EQ(value_of(store(), card, "empty"), "");
    EXPECT_TRUE(store().load({card.card, "hash-2"})->empty());
    EXPECT_TRUE(store().load(other)->empty());
    EXPECT_EQ(store().known_profiles(card.card).value(), std::vector<std::string>{"hash-1"});
    EXPECT_TRUE(store().known_profiles("other")->empty());
    EXPECT_EQ(store().cards()->size(), 1);
}

TEST_P(AnyStore, ForgetsAndReplaces)
{
    keep(card, "a", "01");
    const std::vector instead{entry("b", "02")};
    ASSERT_TRUE(store().replace(card, instead));
    EXPECT_EQ(value_of(store(), card, "a"), "absent");
    EXPECT_EQ(value_of(store(), card, "b"), "02");
    ASSERT_TRUE(store().forget(card));
    EXPECT_TRUE(store().load(card)->empty());
    EXPECT_TRUE(store().cards()->empty());
}

TEST_P(AnyStore, ForksToACardThatHasNothing)
{
    keep(card, "a", "01");
    ASSERT_TRUE(store().fork(card, other));
    keep(card, "a", "02");
    EXPECT_EQ(value_of(store(), other, "a"), "01");
    expect(store().fork(card, other), exists);
    EXPECT_EQ(value_of(store(), other, "a"), "01");
}

TEST_P(AnyStore, RemembersForksAndWhereTheirLineBegan)
{
    const CardKey third{"third", card.profile_hash};
    ASSERT_TRUE(store().fork(card, other)); // nothing to copy, and yet a fork
    ASSERT_TRUE(store().fork(other, third));
    expect(store().fork(card, third), exists);
    EXPECT_EQ(store().cards()->size(), 2);
    EXPECT_EQ(store().known_profiles("third")->size(), 1);

    keep(other, "a", "01");
    ASSERT_TRUE(store().forget(other));
    const CardKey edited{"third", "hash-2"};
    ASSERT_TRUE(store().rename(third, edited, {}));
    const auto forks = store().forks().value();
    ASSERT_EQ(forks.size(), 2);
    EXPECT_EQ(forks[0].card.card, "other");
    EXPECT_EQ(forks[0].origin, card.card);
    EXPECT_EQ(forks[1].card.profile_hash, "hash-2");
    EXPECT_EQ(forks[1].origin, card.card);
}

TEST_P(AnyStore, RemovesACardWithAllThatIsKeptForIt)
{
    ASSERT_TRUE(store().fork(card, other));
    keep(other, "a", "01");
    ASSERT_TRUE(store().snapshot(other, "s", 5));
    keep(card, "a", "02");
    ASSERT_TRUE(store().remove(other));
    ASSERT_TRUE(store().remove(other));
    EXPECT_TRUE(store().load(other)->empty());
    EXPECT_TRUE(store().snapshots(other)->empty());
    EXPECT_TRUE(store().forks()->empty());
    EXPECT_EQ(store().cards()->size(), 1);
    EXPECT_EQ(value_of(store(), card, "a"), "02");
}

TEST_P(AnyStore, RenamesWithSnapshots)
{
    keep(card, "a", "01");
    ASSERT_TRUE(store().snapshot(card, "s", 5));
    const CardKey edited{card.card, "hash-2"};
    ASSERT_TRUE(store().load(edited));
    ASSERT_TRUE(store().rename(card, edited, {}));
    EXPECT_TRUE(store().load(card)->empty());
    EXPECT_EQ(value_of(store(), edited, "a"), "01");
    EXPECT_EQ(store().snapshots(edited)->size(), 1);
    EXPECT_EQ(store().known_profiles(card.card).value(), std::vector<std::string>{"hash-2"});
    keep(card, "a", "03");
    expect(store().rename(card, edited, {}), exists);
    EXPECT_EQ(value_of(store(), card, "a"), "03");
}

TEST_P(AnyStore, RenamesWithoutSomeValues)
{
    const CardKey edited{card.card, "hash-2"};
    for (const char* key : {"a", "b"}) {
        keep(card, key, "01");
        keep(other, key, "01");
    }
    ASSERT_TRUE(store().snapshot(card, "s", 5));
    ASSERT_TRUE(store().snapshot(other, "s", 5));
    ASSERT_TRUE(store().rename(card, edited, {"a", "c"}));
    EXPECT_EQ(value_of(store(), edited, "a"), "absent");
    EXPECT_EQ(value_of(store(), edited, "b"), "01");
    EXPECT_EQ(store().load_snapshot(edited, "s")->size(), 1);
    EXPECT_EQ(value_of(store(), other, "a"), "01");
    EXPECT_EQ(store().load_snapshot(other, "s")->size(), 2);
}

TEST_P(AnyStore, GoesBackToASnapshot)
{
    keep(card, "a", "01");
    ASSERT_TRUE(store().snapshot(card, "first", 100));
    keep(card, "a", "02");
    keep(card, "b", "03");
    ASSERT_TRUE(store().snapshot(card, "second", 200));

    ASSERT_TRUE(store().rollback(card, "first"));
    EXPECT_EQ(value_of(store(), card, "a"), "01");
    EXPECT_EQ(value_of(store(), card, "b"), "absent");
    ASSERT_TRUE(store().rollback(card, "second"));
    EXPECT_EQ(value_of(store(), card, "b"), "03");

    const auto list = store().snapshots(card).value();
    ASSERT_EQ(list.size(), 2);
    EXPECT_EQ(list[0].name, "first");
    EXPECT_EQ(list[0].made_at, 100);
    EXPECT_EQ(list[1].entries, 2);
    EXPECT_EQ(list[1].octets, 2);
    EXPECT_EQ(store().load_snapshot(card, "first")->size(), 1);
    EXPECT_TRUE(store().snapshots(other)->empty());
}

TEST_P(AnyStore, PutsAStateWithoutChangesAside)
{
    ASSERT_TRUE(store().snapshot(card, "fresh", 1));
    keep(card, "a", "01");
    ASSERT_TRUE(store().rollback(card, "fresh"));
    EXPECT_TRUE(store().load(card)->empty());
    EXPECT_EQ(store().cards()->size(), 1);
}

TEST_P(AnyStore, KnowsItsSnapshotsByName)
{
    keep(card, "a", "01");
    ASSERT_TRUE(store().snapshot(card, "s", 1));
    keep(card, "a", "02");
    expect(store().snapshot(card, "s", 2), exists);
    expect(store().rollback(card, "t"), no_such);
    expect(store().rollback(other, "s"), no_such);
    expect(store().load_snapshot(card, "t"), no_such);
    expect(store().remove_snapshot(card, "t"), no_such);
    EXPECT_EQ(value_of(store(), card, "a"), "02");
    ASSERT_TRUE(store().remove_snapshot(card, "s"));
    expect(store().rollback(card, "s"), no_such);
    ASSERT_TRUE(store().snapshot(card, "s", 3));
}

} // namespace
} // namespace uicc::filesystem
