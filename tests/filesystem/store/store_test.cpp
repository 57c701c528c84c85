#include "filesystem/store/memory_store.hpp"
#include "filesystem/store/sqlite_store.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

namespace uicc::filesystem {
namespace {

using test::from_hex;
using test::to_hex;

const CardKey card{"8988001234567890123", "hash-1"};

StoreEntry entry(const char* key, const char* value)
{
    return {key, secure_copy(from_hex(value))};
}

std::string value_of(Store& store, const CardKey& owner, std::string_view key)
{
    const auto entries = store.load(owner).value();
    for (const StoreEntry& kept : entries) {
        if (kept.key == key) {
            return to_hex(*kept.value);
        }
    }
    return "absent";
}

/// A database in a folder of its own.
class Sqlite : public testing::Test {
protected:
    Sqlite()
    {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "vuicc-store-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    ~Sqlite() override { std::filesystem::remove_all(folder_); }
    Sqlite(const Sqlite&) = delete;
    Sqlite& operator=(const Sqlite&) = delete;
    Sqlite(Sqlite&&) = delete;
    Sqlite& operator=(Sqlite&&) = delete;

    [[nodiscard]] std::filesystem::path file() const { return folder_ / "vuicc.sqlite3"; }

    static std::string content_of(const std::filesystem::path& path)
    {
        std::ifstream input{path, std::ios::binary};
        return {std::istreambuf_iterator<char>{input}, {}};
    }

    void write(const std::string& content) const
    {
        std::ofstream{file(), std::ios::binary} << content;
    }

    /// By SQLite's own library, not by ours.
    void run_sql(const char* sql) const
    {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
    }

    /// In a child process, where expectations are not heard.
    static void require(bool condition, const char* what)
    {
        if (!condition) {
            std::cerr << what << '\n';
            _exit(1);
        }
    }

    std::filesystem::path folder_;
};

TEST_F(Sqlite, OutlivesTheProcess)
{
    {
        const auto store = SqliteStore::open(file()).value();
        const std::vector changes{entry("file/3F00/2F05", "656E")};
        ASSERT_TRUE(store->apply(card, changes));
    }
    const auto again = SqliteStore::open(file()).value();
    EXPECT_EQ(value_of(*again, card, "file/3F00/2F05"), "656E");
}

TEST_F(Sqlite, IsReadableByItsOwnerOnly)
{
    const auto store = SqliteStore::open(file()).value();
    const std::vector changes{entry("a", "01")};
    ASSERT_TRUE(store->apply(card, changes));
    for (const auto& made : std::filesystem::directory_iterator{folder_}) {
        const auto rights = made.status().permissions();
        EXPECT_EQ(rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
                  std::filesystem::perms::none)
            << made.path();
    }
}

TEST_F(Sqlite, BelongsToOneProcessAtATime)
{
    const auto store = SqliteStore::open(file()).value();
    const auto second = SqliteStore::open(file());
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().what.find("in use by another process"), std::string::npos)
        << second.error().what;
}

TEST_F(Sqlite, RefusesANewerSchemaUntouched)
{
    std::string content;
    {
        const auto store = SqliteStore::open(file()).value();
    }
    content = content_of(file());
    content[63] = 9; // user version, SQLite file format §1.3
    write(content);
    const auto store = SqliteStore::open(file());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, StoreError::Kind::NewerSchema);
    EXPECT_EQ(content_of(file()), content);
}

TEST_F(Sqlite, RefusesADamagedFileUntouched)
{
    const std::string content(8192, 'x');
    write(content);
    const auto store = SqliteStore::open(file());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, StoreError::Kind::Damaged);
    EXPECT_EQ(content_of(file()), content);
}

TEST_F(Sqlite, SaysWhereItCannotBeOpened)
{
    const auto store = SqliteStore::open(folder_ / "missing" / "vuicc.sqlite3");
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, StoreError::Kind::Unavailable);
    EXPECT_NE(store.error().what.find("missing/vuicc.sqlite3: No such file"), std::string::npos)
        << store.error().what;
}

/// The first released schema, with one card in it.
constexpr const char* version_1 = R"(
    CREATE TABLE cards (id INTEGER PRIMARY KEY, card TEXT NOT NULL, profile_hash TEXT NOT NULL,
        UNIQUE (card, profile_hash));
    CREATE TABLE cells (card_id INTEGER NOT NULL REFERENCES cards (id), key TEXT NOT NULL,
        value BLOB NOT NULL, PRIMARY KEY (card_id, key)) WITHOUT ROWID;
    INSERT INTO cards VALUES (7, '8988001234567890123', 'hash-1');
    INSERT INTO cells VALUES (7, 'pin/01', x'020A01');
    PRAGMA user_version = 1;
)";

TEST_F(Sqlite, BringsTheFirstSchemaUpToDate)
{
    run_sql(version_1);
    const auto store = SqliteStore::open(file()).value();
    EXPECT_EQ(value_of(*store, card, "pin/01"), "020A01");
    EXPECT_TRUE(store->snapshot(card, "now", 1));
    EXPECT_TRUE(store->rollback(card, "now"));
    EXPECT_EQ(value_of(*store, card, "pin/01"), "020A01");
}

TEST_F(Sqlite, MigratesAllOrNothing)
{
    run_sql(version_1);
    run_sql("CREATE TABLE snapshot_cells (in_the_way)");
    const std::string content = content_of(file());
    EXPECT_FALSE(SqliteStore::open(file()));
    run_sql("DROP TABLE snapshot_cells");
    const auto store = SqliteStore::open(file()).value();
    EXPECT_EQ(value_of(*store, card, "pin/01"), "020A01");
}

TEST_F(Sqlite, KeepsEverythingInBothDurabilities)
{
    for (const Durability durability : {Durability::Full, Durability::Normal}) {
        const auto store = SqliteStore::open(file(), durability).value();
        const std::vector changes{entry("a", durability == Durability::Full ? "01" : "02")};
        ASSERT_TRUE(store->apply(card, changes));
    }
    const auto again = SqliteStore::open(file()).value();
    EXPECT_EQ(value_of(*again, card, "a"), "02");
}

TEST_F(Sqlite, SaysThatAFolderCannotBeWritten)
{
    std::filesystem::permissions(folder_, std::filesystem::perms{0555});
    const auto script = [&] {
        constexpr uid_t nobody = 65534;
        require(geteuid() != 0 || seteuid(nobody) == 0, "not root"); // root may write anywhere
        const auto store = SqliteStore::open(file());
        require(!store, "refused");
        std::cerr << store.error().what;
    };
    EXPECT_EXIT(
        {
            script();
            _exit(0);
        },
        testing::ExitedWithCode(0), "vuicc.sqlite3: Permission denied");
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
}

/// A process whose files may not grow beyond a limit stands for a full disk.
TEST_F(Sqlite, GoesOnAfterAFullDisk)
{
    const auto script = [&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const auto store = SqliteStore::open(file()).value();
        const std::vector small{entry("a", "01")};
        const std::vector large{StoreEntry{"b", SecureBytes(std::size_t{1} << 20U)},
                                entry("a", "02")};
        require(store->apply(card, small).has_value(), "before");
        const rlimit tight{std::size_t{256} << 10U, RLIM_INFINITY};
        setrlimit(RLIMIT_FSIZE, &tight);
        const auto refused = store->apply(card, large);
        require(!refused, "no space");
        require(value_of(*store, card, "a") == "01", "nothing of it");
        require(value_of(*store, card, "b") == "absent", "nothing of it");
        const rlimit wide{RLIM_INFINITY, RLIM_INFINITY};
        setrlimit(RLIMIT_FSIZE, &wide);
        require(store->apply(card, large).has_value(), "space again");
        require(value_of(*store, card, "a") == "02", "after");
    };
    EXPECT_EXIT(
        {
            script();
            _exit(0);
        },
        testing::ExitedWithCode(0), "");
    const auto again = SqliteStore::open(file()).value();
    EXPECT_EQ(value_of(*again, card, "a"), "02");
}

/// Both kinds of store do the same.
class AnyStore : public Sqlite, public testing::WithParamInterface<const char*> {
protected:
    void SetUp() override
    {
        if (std::string_view{GetParam()} == "Memory") {
            store_ = std::make_unique<MemoryStore>();
        } else {
            store_ = SqliteStore::open(file()).value();
        }
    }

    [[nodiscard]] Store& store() const { return *store_; }

    void keep(const CardKey& owner, const char* key, const char* value) const
    {
        const std::vector changes{entry(key, value)};
        ASSERT_TRUE(store_->apply(owner, changes));
    }

    template <class Value>
    static void expect(const Result<Value, StoreError>& result, StoreError::Kind kind)
    {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, kind) << result.error().what;
    }

    static constexpr auto exists = StoreError::Kind::Exists;
    static constexpr auto no_such = StoreError::Kind::NoSuch;

    std::unique_ptr<Store> store_;
};

INSTANTIATE_TEST_SUITE_P(Store,
                         AnyStore,
                         testing::Values("Memory", "Sqlite"),
                         [](const auto& kind) { return std::string{kind.param}; });

const CardKey other{"other", "hash-1"};

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

TEST_P(AnyStore, CopiesToACardThatHasNothing)
{
    keep(card, "a", "01");
    ASSERT_TRUE(store().copy(card, other));
    keep(card, "a", "02");
    EXPECT_EQ(value_of(store(), other, "a"), "01");
    expect(store().copy(card, other), exists);
    EXPECT_EQ(value_of(store(), other, "a"), "01");
}

TEST_P(AnyStore, RenamesWithSnapshots)
{
    keep(card, "a", "01");
    ASSERT_TRUE(store().snapshot(card, "s", 5));
    const CardKey edited{card.card, "hash-2"};
    ASSERT_TRUE(store().load(edited));
    ASSERT_TRUE(store().rename(card, edited));
    EXPECT_TRUE(store().load(card)->empty());
    EXPECT_EQ(value_of(store(), edited, "a"), "01");
    EXPECT_EQ(store().snapshots(edited)->size(), 1);
    EXPECT_EQ(store().known_profiles(card.card).value(), std::vector<std::string>{"hash-2"});
    keep(card, "a", "03");
    expect(store().rename(card, edited), exists);
    EXPECT_EQ(value_of(store(), card, "a"), "03");
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
