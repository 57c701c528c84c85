// What the store adds to SQLite: one cell and one commit, against the same by SQLite alone.

#include "filesystem/store/sqlite_store.hpp"

#include <array>
#include <benchmark/benchmark.h>
#include <filesystem>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace {

using namespace uicc;
using filesystem::Durability;

/// A folder of its own, where the benchmarks compared keep their files.
class Folder {
public:
    Folder()
    {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "vuicc-bench-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    Folder(Folder&&) = delete;
    Folder& operator=(Folder&&) = delete;

    [[nodiscard]] std::filesystem::path file() const { return path_ / "vuicc.sqlite3"; }

private:
    std::filesystem::path path_;
};

constexpr const char* cell_key = "file/3F00/7FFF/6F08";
constexpr std::size_t cell_size = 33;

void commit_by_store(benchmark::State& state, Durability durability)
{
    const Folder folder;
    const auto store = filesystem::SqliteStore::open(folder.file(), durability).value();
    const filesystem::CardKey card{"8988001234567890123", std::string(64, 'a')};
    std::array change{filesystem::StoreEntry{cell_key, SecureBytes(cell_size)}};
    for (auto _ : state) {
        ++change[0].value->front();
        if (!store->apply(card, change)) {
            state.SkipWithError("refused");
        }
    }
}

/// Prepared BEGIN, INSERT OR REPLACE and COMMIT on the store's own schema and settings.
class BareSqlite {
public:
    BareSqlite(const std::filesystem::path& file, Durability durability)
    {
        static_cast<void>(filesystem::SqliteStore::open(file).value()); // makes the schema
        require(sqlite3_open(file.c_str(), &connection_) == SQLITE_OK);
        run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;"
            "PRAGMA wal_autocheckpoint = 4096; PRAGMA secure_delete = ON");
        run(durability == Durability::Full ? "PRAGMA synchronous = FULL"
                                           : "PRAGMA synchronous = NORMAL");
        run("INSERT INTO cards (id, card, profile_hash) VALUES (1, 'card', 'hash')");
        begin_ = prepare("BEGIN");
        insert_ = prepare("INSERT OR REPLACE INTO cells (card_id, key, value) VALUES (1, ?1, ?2)");
        commit_ = prepare("COMMIT");
    }
    ~BareSqlite()
    {
        for (sqlite3_stmt* statement : {begin_, insert_, commit_}) {
            sqlite3_finalize(statement);
        }
        sqlite3_close(connection_);
    }
    BareSqlite(const BareSqlite&) = delete;
    BareSqlite& operator=(const BareSqlite&) = delete;
    BareSqlite(BareSqlite&&) = delete;
    BareSqlite& operator=(BareSqlite&&) = delete;

    void commit(const Bytes& value)
    {
        step(begin_);
        sqlite3_bind_text(insert_, 1, cell_key, -1, SQLITE_STATIC);
        sqlite3_bind_blob(insert_, 2, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
        step(insert_);
        step(commit_);
    }

private:
    static void require(bool condition)
    {
        if (!condition) {
            throw std::runtime_error{"SQLite refused"};
        }
    }

    void run(const char* sql)
    {
        require(sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    }

    sqlite3_stmt* prepare(const char* sql)
    {
        sqlite3_stmt* statement = nullptr;
        require(sqlite3_prepare_v2(connection_, sql, -1, &statement, nullptr) == SQLITE_OK);
        return statement;
    }

    static void step(sqlite3_stmt* statement)
    {
        require(sqlite3_step(statement) == SQLITE_DONE);
        sqlite3_reset(statement);
    }

    sqlite3* connection_ = nullptr;
    sqlite3_stmt* begin_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    sqlite3_stmt* commit_ = nullptr;
};

void commit_by_bare_sqlite(benchmark::State& state, Durability durability)
{
    const Folder folder;
    BareSqlite sqlite{folder.file(), durability};
    Bytes value(cell_size);
    for (auto _ : state) {
        ++value.front();
        sqlite.commit(value);
    }
}

BENCHMARK_CAPTURE(commit_by_store, normal, Durability::Normal);
BENCHMARK_CAPTURE(commit_by_bare_sqlite, normal, Durability::Normal);
BENCHMARK_CAPTURE(commit_by_store, full, Durability::Full);
BENCHMARK_CAPTURE(commit_by_bare_sqlite, full, Durability::Full);

/// One transaction for several cards.
void commit_group_by_store(benchmark::State& state)
{
    const Folder folder;
    const auto store = filesystem::SqliteStore::open(folder.file()).value();
    std::array change{filesystem::StoreEntry{cell_key, SecureBytes(cell_size)}};
    const auto cards = static_cast<std::size_t>(state.range(0));
    for (auto _ : state) {
        ++change[0].value->front();
        bool kept = store->begin_group().has_value();
        for (std::size_t i = 0; i < cards; ++i) {
            kept = store->apply({std::to_string(i), "hash"}, change) && kept;
        }
        if (!store->end_group() || !kept) {
            state.SkipWithError("refused");
        }
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(commit_group_by_store)->Arg(1)->Arg(8)->Arg(64);

} // namespace
