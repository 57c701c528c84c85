#include "filesystem/store/memory_store.hpp"
#include "filesystem/store/sqlite_store.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
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

void keeps_cards_apart(Store& store)
{
    const std::vector changes{entry("a", "01"), entry("b", "02")};
    ASSERT_TRUE(store.apply(card, changes));
    const std::vector later{entry("a", "0A"), StoreEntry{"b", std::nullopt}};
    ASSERT_TRUE(store.apply(card, later));
    EXPECT_EQ(value_of(store, card, "a"), "0A");
    EXPECT_EQ(value_of(store, card, "b"), "absent");
    EXPECT_TRUE(store.load({card.card, "hash-2"})->empty());
    EXPECT_TRUE(store.load({"other", "hash-1"})->empty());
    EXPECT_EQ(store.known_profiles(card.card).value(), std::vector<std::string>{"hash-1"});
    EXPECT_TRUE(store.known_profiles("other")->empty());
}

TEST(MemoryStore, KeepsCardsApart)
{
    MemoryStore store;
    keeps_cards_apart(store);
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

    std::filesystem::path folder_;
};

TEST_F(Sqlite, KeepsCardsApart)
{
    const auto store = SqliteStore::open(file()).value();
    keeps_cards_apart(*store);
}

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
    content[63] = 2; // user version, SQLite file format §1.3
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

} // namespace
} // namespace uicc::filesystem
