#include "tests/filesystem/store/small_disk.hpp"
#include "tests/filesystem/store/store_fixture.hpp"

#include <array>
#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>

namespace uicc::filesystem {
namespace {

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
    EXPECT_EQ(second.error().kind, StoreError::Kind::InUse);
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
    EXPECT_TRUE(store->forks()->empty());
    EXPECT_TRUE(store->fork(card, {"fork", "hash-1"}));
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

TEST_F(Sqlite, GoesOnAfterAFullDisk)
{
    const auto script = [&] {
        test::mount_small_disk(folder_, "512k");
        auto store = SqliteStore::open(file()).value();
        const std::vector small{entry("a", "01")};
        const std::vector large{StoreEntry{"b", SecureBytes(std::size_t{200} << 10U)},
                                entry("a", "02")};
        require(store->apply(card, small).has_value(), "before");
        std::ofstream{folder_ / "ballast"} << std::string(std::size_t{512} << 10U, 'x');
        const auto refused = store->apply(card, large);
        require(!refused && refused.error().kind == StoreError::Kind::Full, "full");
        require(value_of(*store, card, "a") == "01", "nothing of it");
        require(value_of(*store, card, "b") == "absent", "nothing of it");
        std::filesystem::remove(folder_ / "ballast");
        require(store->apply(card, large).has_value(), "space again");
        require(value_of(*store, card, "a") == "02", "after");
        store.reset();
        store = SqliteStore::open(file()).value();
        require(value_of(*store, card, "a") == "02", "after a restart");
    };
    EXPECT_EXIT(
        {
            script();
            _exit(0);
        },
        testing::ExitedWithCode(0), "");
}

/// Other disks fail in other ways: here files may not grow beyond a limit.
TEST_F(Sqlite, GoesOnAfterAFileCouldNotGrow)
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
}

/// Damage in a file that a store has written.
class SqliteDamage : public Sqlite {
protected:
    SqliteDamage()
    {
        const auto store = SqliteStore::open(file()).value();
        for (unsigned i = 0; i < 100; ++i) {
            const std::vector changes{StoreEntry{std::to_string(i), SecureBytes(600, 0x5A)}};
            EXPECT_TRUE(store->apply(i < 50 ? card : other, changes));
        }
    }

    /// All pages but the first ones, which hold the schema and the roots of the tables.
    void spoil_later_pages(std::string& content) const
    {
        for (std::size_t at = 12 * page_size; at < content.size(); at += page_size) {
            content.replace(at, 16, 16, '\xEE');
        }
    }

    static constexpr std::size_t page_size = 2048;
};

TEST_F(SqliteDamage, IsReportedForAHeader)
{
    std::string content = content_of(file());
    content.replace(0, 32, 32, '\0');
    write(content);
    const auto store = SqliteStore::open(file());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, StoreError::Kind::Damaged) << store.error().what;
    EXPECT_EQ(content_of(file()), content);
}

TEST_F(SqliteDamage, IsReportedForPagesByWhatReadsOrWritesThem)
{
    std::string content = content_of(file());
    ASSERT_GT(content.size(), 20 * page_size);
    spoil_later_pages(content);
    write(content);
    {
        const auto opened = SqliteStore::open(file());
        ASSERT_TRUE(opened) << opened.error().what;
        const auto& store = *opened;
        const auto kept = store->load(card);
        ASSERT_FALSE(kept);
        EXPECT_EQ(kept.error().kind, StoreError::Kind::Damaged);
        EXPECT_NE(kept.error().what.find("vuicc.sqlite3: database disk image is malformed"),
                  std::string::npos)
            << kept.error().what;
        const std::vector changes{entry("a", "01")};
        const auto changed = store->apply(card, changes);
        ASSERT_FALSE(changed);
        EXPECT_EQ(changed.error().kind, StoreError::Kind::Damaged);
    }
    EXPECT_EQ(content_of(file()), content);
}

TEST_F(SqliteDamage, IsReportedForATruncatedFile)
{
    const std::string whole = content_of(file());
    for (const std::size_t left :
         {std::size_t{2}, std::size_t{99}, page_size - 1, page_size, 3 * page_size,
          3 * page_size + 7, whole.size() / page_size / 2 * page_size, whole.size() - page_size}) {
        SCOPED_TRACE(left);
        const std::string content = whole.substr(0, left);
        write(content);
        const auto store = SqliteStore::open(file());
        ASSERT_FALSE(store);
        EXPECT_EQ(store.error().kind, StoreError::Kind::Damaged) << store.error().what;
        EXPECT_EQ(content_of(file()), content);
    }
}

TEST_F(Sqlite, SaysThatItsFolderHasBecomeReadOnly)
{
    {
        const auto store = SqliteStore::open(file()).value();
        const std::vector changes{entry("a", "01")};
        ASSERT_TRUE(store->apply(card, changes));
    }
    const std::string content = content_of(file());
    const auto script = [&] {
        constexpr uid_t nobody = 65534;
        if (geteuid() == 0) { // root may write anywhere
            require(chown(file().c_str(), nobody, nobody) == 0 && seteuid(nobody) == 0, "nobody");
        }
        const auto store = SqliteStore::open(file());
        require(!store, "refused");
        std::cerr << store.error().what;
    };
    std::filesystem::permissions(folder_, std::filesystem::perms{0555});
    EXPECT_EXIT(
        {
            script();
            _exit(0);
        },
        testing::ExitedWithCode(0), "vuicc.sqlite3: attempt to write a readonly database");
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
    EXPECT_EQ(content_of(file()), content);
}

/// Another process has it open, and is then killed.
TEST_F(Sqlite, KeepsWhatAKilledProcessHadApplied)
{
    std::array<int, 2> applied{};
    ASSERT_EQ(pipe(applied.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
        const auto store = SqliteStore::open(file()).value();
        const std::vector changes{entry("a", "01")};
        require(store->apply(card, changes).has_value(), "apply");
        require(::write(applied[1], "x", 1) == 1, "pipe");
        pause();
        _exit(0);
    }
    char said = 0;
    ASSERT_EQ(read(applied[0], &said, 1), 1);
    const auto refused = SqliteStore::open(file());
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().what.find("in use by another process"), std::string::npos);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(applied[0]);
    close(applied[1]);
    EXPECT_EQ(value_of(*SqliteStore::open(file()).value(), card, "a"), "01");
}

/// The log is worked into the database now and then, and does not stay large.
TEST_F(Sqlite, BoundsItsLog)
{
    constexpr std::uintmax_t limit = std::uintmax_t{10} << 20U;
    const auto store = SqliteStore::open(file()).value();
    const std::vector huge{StoreEntry{"huge", SecureBytes(std::size_t{32} << 20U)}};
    ASSERT_TRUE(store->apply(card, huge));
    ASSERT_TRUE(store->forget(card));  // SQLite would read it all to compare keys
    for (unsigned i = 0; i < 2; ++i) { // a log is cut when it is begun anew
        const std::vector changes{entry("a", "01")};
        ASSERT_TRUE(store->apply(card, changes));
    }
    EXPECT_LT(std::filesystem::file_size(folder_ / "vuicc.sqlite3-wal"), limit);
    for (unsigned i = 0; i < 6000; ++i) {
        const std::vector changes{StoreEntry{"b", SecureBytes(2000, static_cast<Byte>(i))}};
        ASSERT_TRUE(store->apply(card, changes));
    }
    EXPECT_LT(std::filesystem::file_size(folder_ / "vuicc.sqlite3-wal"), limit);
}

/// What a card gave up, a PIN or a key, is no longer in the file.
TEST_F(Sqlite, WipesWhatIsReplacedOrForgotten)
{
    const std::string secret = "a secret of 24 octets...";
    {
        const auto store = SqliteStore::open(file()).value();
        const std::vector changes{StoreEntry{"a", SecureBytes(secret.begin(), secret.end())},
                                  StoreEntry{"b", SecureBytes(secret.begin(), secret.end())}};
        ASSERT_TRUE(store->apply(card, changes));
        const std::vector replaced{entry("a", "01")};
        ASSERT_TRUE(store->apply(card, replaced));
        ASSERT_TRUE(store->forget(card));
    }
    EXPECT_EQ(content_of(file()).find("secret"), std::string::npos);
}

} // namespace
} // namespace uicc::filesystem
