#pragma once

#include "filesystem/store/memory_store.hpp"
#include "filesystem/store/sqlite_store.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sqlite3.h>
#include <unistd.h>

namespace uicc::filesystem {

inline const CardKey card{"8988001234567890123", "hash-1"};
inline const CardKey other{"other", "hash-1"};

inline StoreEntry entry(const char* key, const char* value)
{
    return {key, secure_copy(test::from_hex(value))};
}

inline std::string value_of(Store& store, const CardKey& owner, std::string_view key)
{
    const auto entries = store.load(owner).value();
    for (const StoreEntry& kept : entries) {
        if (kept.key == key) {
            return test::to_hex(*kept.value);
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

} // namespace uicc::filesystem
