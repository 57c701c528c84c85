#include "filesystem/store/sqlite_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <map>
#include <optional>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace uicc::filesystem {
namespace {

/// What leads from one version of the schema to the next; the version of a database is how many of
/// them it has seen. Released ones are never changed.
constexpr std::array migrations{
    R"(
    CREATE TABLE cards (
        id INTEGER PRIMARY KEY,
        card TEXT NOT NULL,
        profile_hash TEXT NOT NULL,
        UNIQUE (card, profile_hash));
    CREATE TABLE cells (
        card_id INTEGER NOT NULL REFERENCES cards (id),
        key TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (card_id, key)) WITHOUT ROWID;
    )",
    R"(
    CREATE TABLE snapshots (
        id INTEGER PRIMARY KEY,
        card_id INTEGER NOT NULL REFERENCES cards (id),
        name TEXT NOT NULL,
        made_at INTEGER NOT NULL,
        UNIQUE (card_id, name));
    CREATE TABLE snapshot_cells (
        snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
        key TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (snapshot_id, key)) WITHOUT ROWID;
    )",
};
constexpr int schema_version = static_cast<int>(migrations.size());

/// A commit writes whole pages to the log, and most cells are small.
constexpr const char* small_pages = "PRAGMA page_size = 2048";

/// Pages in the log before it is worked into the database, which is what costs syncs: 8 MB.
constexpr const char* rare_checkpoints = "PRAGMA wal_autocheckpoint = 4096";

struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};

StoreError::Kind kind_of(int code) noexcept
{
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return StoreError::Kind::Full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return StoreError::Kind::Damaged;
    default:
        return StoreError::Kind::Unavailable;
    }
}

} // namespace

/// The connection and its prepared statements.
class SqliteStore::Database {
public:
    explicit Database(std::filesystem::path file) : file_{std::move(file)} {}
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    Database(Database&&) = delete;
    Database& operator=(Database&&) = delete;

    ~Database()
    {
        statements_.clear();
        sqlite3_close(connection_);
    }

    Result<void, StoreError> open(Durability durability)
    {
        TRY(create_private_file());
        TRY(check(sqlite3_open_v2(file_.c_str(), &connection_, SQLITE_OPEN_READWRITE, nullptr)));
        // One daemon owns its cards; the exclusive lock also keeps the WAL index out of shared
        // memory.
        TRY(run("PRAGMA locking_mode = EXCLUSIVE"));
        TRY(run(small_pages)); // counts for a new database only
        TRY(run("PRAGMA journal_mode = WAL"));
        TRY(run(rare_checkpoints));
        TRY(run(durability == Durability::Full ? "PRAGMA synchronous = FULL"
                                               : "PRAGMA synchronous = NORMAL"));
        TRY(run("BEGIN IMMEDIATE"));
        TRY(migrate());
        return run("COMMIT");
    }

    Result<void, StoreError> run(const char* sql)
    {
        return check(sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr));
    }

    /// Runs a statement; its text is a literal, stays prepared, and takes the values as ?1, ?2 ...
    /// `row` sees each row of the answer. The values outlive the call.
    template <class Row, class... Values>
    Result<void, StoreError> query(const char* sql, Row row, const Values&... values)
    {
        sqlite3_stmt* const prepared = TRY(statement(sql));
        int place = 0;
        (bind(prepared, ++place, values), ...);
        int code = sqlite3_step(prepared);
        for (; code == SQLITE_ROW; code = sqlite3_step(prepared)) {
            row(prepared);
        }
        auto outcome = check(code == SQLITE_DONE ? SQLITE_OK : code);
        sqlite3_reset(prepared);
        sqlite3_clear_bindings(prepared); // bound secrets belong to the caller
        return outcome;
    }

    template <class... Values>
    Result<void, StoreError> execute(const char* sql, const Values&... values)
    {
        return query(
            sql, [](sqlite3_stmt*) {}, values...);
    }

    /// All that the action does, or nothing of it.
    template <class Action>
    Result<void, StoreError> transaction(Action action)
    {
        auto outcome = execute("BEGIN");
        if (outcome) {
            outcome = action();
        }
        if (outcome) {
            outcome = execute("COMMIT");
        }
        if (!outcome) {
            static_cast<void>(run("ROLLBACK")); // fails when SQLite has done so itself
            ids_.clear();                       // some may have been made just now
        }
        return outcome;
    }

    /// The card's number in the database; it gets one when it has none.
    Result<std::int64_t, StoreError> card_id(const CardKey& card)
    {
        const auto known = ids_.find({card.card, card.profile_hash});
        if (known != ids_.end()) {
            return known->second;
        }
        TRY(execute("INSERT OR IGNORE INTO cards (card, profile_hash) VALUES (?1, ?2)", card.card,
                    card.profile_hash));
        std::int64_t id = 0;
        TRY(query(
            "SELECT id FROM cards WHERE card = ?1 AND profile_hash = ?2",
            [&](sqlite3_stmt* row) { id = sqlite3_column_int64(row, 0); }, card.card,
            card.profile_hash));
        ids_[{card.card, card.profile_hash}] = id;
        return id;
    }

    void forget_ids() { ids_.clear(); }

    Result<void, StoreError> write(std::int64_t card, std::span<const StoreEntry> changes)
    {
        for (const StoreEntry& change : changes) {
            if (change.value) {
                TRY(execute(
                    "INSERT OR REPLACE INTO cells (card_id, key, value) VALUES (?1, ?2, ?3)", card,
                    change.key, *change.value));
            } else {
                TRY(execute("DELETE FROM cells WHERE card_id = ?1 AND key = ?2", card, change.key));
            }
        }
        return {};
    }

private:
    static void bind(sqlite3_stmt* statement, int place, std::int64_t value)
    {
        sqlite3_bind_int64(statement, place, value);
    }

    static void bind(sqlite3_stmt* statement, int place, const std::string& text)
    {
        sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()),
                          SQLITE_STATIC);
    }

    static void bind(sqlite3_stmt* statement, int place, const SecureBytes& octets)
    {
        // an empty vector may have no data, and NULL is no BLOB
        const void* data = octets.empty() ? "" : static_cast<const void*>(octets.data());
        sqlite3_bind_blob64(statement, place, data, octets.size(), SQLITE_STATIC);
    }

    Result<sqlite3_stmt*, StoreError> statement(const char* sql)
    {
        auto& prepared = statements_[sql];
        if (!prepared) {
            sqlite3_stmt* raw = nullptr;
            TRY(check(sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw,
                                         nullptr)));
            prepared.reset(raw);
        }
        return prepared.get();
    }

    Result<void, StoreError> check(int code)
    {
        if (code == SQLITE_OK) {
            return {};
        }
        return tl::unexpected{StoreError{kind_of(code), sentence(code)}};
    }

    std::string sentence(int code) const
    {
        const std::string name = file_.string();
        if ((code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED) {
            return fmt::format("{}: in use by another process", name);
        }
        return fmt::format("{}: {}", name, sqlite3_errstr(code));
    }

    /// SQLite would create the file with the usual rights; it holds keys and PINs.
    Result<void, StoreError> create_private_file()
    {
        const int descriptor =
            ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (descriptor < 0) {
            const int reason = errno;
            return tl::unexpected{StoreError{
                StoreError::Kind::Unavailable,
                fmt::format("{}: {}", file_.string(),
                            std::error_code{reason, std::generic_category()}.message())}};
        }
        ::close(descriptor);
        return {};
    }

    Result<void, StoreError> migrate()
    {
        int version = 0;
        TRY(query("PRAGMA user_version",
                  [&](sqlite3_stmt* row) { version = sqlite3_column_int(row, 0); }));
        if (version < 0 || version > schema_version) {
            return tl::unexpected{StoreError{
                StoreError::Kind::NewerSchema,
                fmt::format("{}: written by a newer version (schema {}, this program knows {})",
                            file_.string(), version, schema_version)}};
        }
        for (; version < schema_version; ++version) {
            TRY(run(migrations[static_cast<std::size_t>(version)]));
        }
        return run(fmt::format("PRAGMA user_version = {}", schema_version).c_str());
    }

    std::filesystem::path file_;
    sqlite3* connection_ = nullptr;
    std::map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
    std::map<std::pair<std::string, std::string>, std::int64_t> ids_;
};

SqliteStore::SqliteStore(std::unique_ptr<Database> database) : database_{std::move(database)} {}

SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>, StoreError> SqliteStore::open(
    const std::filesystem::path& file, Durability durability)
{
    auto database = std::make_unique<Database>(file);
    TRY(database->open(durability));
    return std::unique_ptr<SqliteStore>{new SqliteStore{std::move(database)}};
}

namespace {

std::string text_at(sqlite3_stmt* row, int column)
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column)); // NOLINT
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
}

/// For a query that yields key and value.
auto append_to(std::vector<StoreEntry>& entries)
{
    return [&entries](sqlite3_stmt* row) {
        const auto* value = static_cast<const Byte*>(sqlite3_column_blob(row, 1));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, 1));
        entries.push_back({text_at(row, 0), SecureBytes(value, value + size)});
    };
}

} // namespace

Result<std::vector<StoreEntry>, StoreError> SqliteStore::load(const CardKey& card)
{
    std::vector<StoreEntry> entries;
    TRY(database_->query("SELECT key, value FROM cells JOIN cards ON cards.id = card_id "
                         "WHERE card = ?1 AND profile_hash = ?2",
                         append_to(entries), card.card, card.profile_hash));
    return entries;
}

Result<void, StoreError> SqliteStore::apply(const CardKey& card,
                                            std::span<const StoreEntry> changes)
{
    return database_->transaction([&]() -> Result<void, StoreError> {
        const std::int64_t id = TRY(database_->card_id(card));
        return database_->write(id, changes);
    });
}

Result<std::vector<CardKey>, StoreError> SqliteStore::cards()
{
    std::vector<CardKey> keys;
    TRY(database_->query("SELECT card, profile_hash FROM cards WHERE "
                         "EXISTS (SELECT 1 FROM cells WHERE card_id = cards.id) OR "
                         "EXISTS (SELECT 1 FROM snapshots WHERE card_id = cards.id) "
                         "ORDER BY card, profile_hash",
                         [&](sqlite3_stmt* row) {
                             keys.push_back({text_at(row, 0), text_at(row, 1)});
                         }));
    return keys;
}

Result<std::vector<std::string>, StoreError> SqliteStore::known_profiles(const std::string& card)
{
    std::vector<std::string> hashes;
    TRY(database_->query(
        "SELECT profile_hash FROM cards WHERE card = ?1 AND "
        "(EXISTS (SELECT 1 FROM cells WHERE card_id = cards.id) OR "
        "EXISTS (SELECT 1 FROM snapshots WHERE card_id = cards.id))",
        [&](sqlite3_stmt* row) { hashes.push_back(text_at(row, 0)); }, card));
    return hashes;
}

Result<bool, StoreError> SqliteStore::is_known(const CardKey& card)
{
    const auto hashes = TRY(known_profiles(card.card));
    return std::ranges::find(hashes, card.profile_hash) != hashes.end();
}

Result<void, StoreError> SqliteStore::replace(const CardKey& card,
                                              std::span<const StoreEntry> entries)
{
    return database_->transaction([&]() -> Result<void, StoreError> {
        const std::int64_t id = TRY(database_->card_id(card));
        TRY(database_->execute("DELETE FROM cells WHERE card_id = ?1", id));
        return database_->write(id, entries);
    });
}

Result<void, StoreError> SqliteStore::rename(const CardKey& from, const CardKey& to)
{
    return database_->transaction([&]() -> Result<void, StoreError> {
        const bool taken = TRY(is_known(to));
        if (taken) {
            return something_kept(to);
        }
        TRY(database_->execute("DELETE FROM cards WHERE card = ?1 AND profile_hash = ?2", to.card,
                               to.profile_hash));
        TRY(database_->execute("UPDATE cards SET card = ?3, profile_hash = ?4 "
                               "WHERE card = ?1 AND profile_hash = ?2",
                               from.card, from.profile_hash, to.card, to.profile_hash));
        database_->forget_ids();
        return {};
    });
}

Result<void, StoreError> SqliteStore::copy(const CardKey& from, const CardKey& to)
{
    return database_->transaction([&]() -> Result<void, StoreError> {
        const bool taken = TRY(is_known(to));
        if (taken) {
            return something_kept(to);
        }
        const std::int64_t source = TRY(database_->card_id(from));
        const std::int64_t target = TRY(database_->card_id(to));
        return database_->execute("INSERT INTO cells (card_id, key, value) "
                                  "SELECT ?2, key, value FROM cells WHERE card_id = ?1",
                                  source, target);
    });
}

Result<std::vector<Snapshot>, StoreError> SqliteStore::snapshots(const CardKey& card)
{
    std::vector<Snapshot> list;
    TRY(database_->query(
        "SELECT name, made_at, COUNT(key), COALESCE(SUM(LENGTH(value)), 0) FROM snapshots "
        "JOIN cards ON cards.id = card_id LEFT JOIN snapshot_cells ON snapshot_id = snapshots.id "
        "WHERE card = ?1 AND profile_hash = ?2 GROUP BY snapshots.id ORDER BY snapshots.id",
        [&](sqlite3_stmt* row) {
            list.push_back({text_at(row, 0), sqlite3_column_int64(row, 1),
                            static_cast<std::size_t>(sqlite3_column_int64(row, 2)),
                            static_cast<std::size_t>(sqlite3_column_int64(row, 3))});
        },
        card.card, card.profile_hash));
    return list;
}

/// NoSuch when there is none.
Result<std::int64_t, StoreError> SqliteStore::snapshot_id(const CardKey& card,
                                                          const std::string& name)
{
    std::optional<std::int64_t> id;
    TRY(database_->query(
        "SELECT snapshots.id FROM snapshots JOIN cards ON cards.id = card_id "
        "WHERE card = ?1 AND profile_hash = ?2 AND name = ?3",
        [&](sqlite3_stmt* row) { id = sqlite3_column_int64(row, 0); }, card.card, card.profile_hash,
        name));
    if (!id) {
        return no_such_snapshot(card, name);
    }
    return *id;
}

Result<void, StoreError> SqliteStore::snapshot(const CardKey& card,
                                               const std::string& name,
                                               std::int64_t made_at)
{
    return database_->transaction([&]() -> Result<void, StoreError> {
        const auto taken = snapshot_id(card, name);
        if (taken) {
            return snapshot_exists(card, name);
        }
        if (taken.error().kind != StoreError::Kind::NoSuch) {
            return tl::unexpected{taken.error()};
        }
        const std::int64_t id = TRY(database_->card_id(card));
        TRY(database_->execute("INSERT INTO snapshots (card_id, name, made_at) VALUES (?1, ?2, ?3)",
                               id, name, made_at));
        const std::int64_t made = TRY(snapshot_id(card, name));
        return database_->execute("INSERT INTO snapshot_cells (snapshot_id, key, value) "
                                  "SELECT ?2, key, value FROM cells WHERE card_id = ?1",
                                  id, made);
    });
}

Result<std::vector<StoreEntry>, StoreError> SqliteStore::load_snapshot(const CardKey& card,
                                                                       const std::string& name)
{
    const std::int64_t id = TRY(snapshot_id(card, name));
    std::vector<StoreEntry> entries;
    TRY(database_->query("SELECT key, value FROM snapshot_cells WHERE snapshot_id = ?1",
                         append_to(entries), id));
    return entries;
}

Result<void, StoreError> SqliteStore::rollback(const CardKey& card, const std::string& name)
{
    return database_->transaction([&]() -> Result<void, StoreError> {
        const std::int64_t snapshot = TRY(snapshot_id(card, name));
        const std::int64_t id = TRY(database_->card_id(card));
        TRY(database_->execute("DELETE FROM cells WHERE card_id = ?1", id));
        return database_->execute(
            "INSERT INTO cells (card_id, key, value) "
            "SELECT ?1, key, value FROM snapshot_cells WHERE snapshot_id = ?2",
            id, snapshot);
    });
}

Result<void, StoreError> SqliteStore::remove_snapshot(const CardKey& card, const std::string& name)
{
    return database_->transaction([&]() -> Result<void, StoreError> {
        const std::int64_t id = TRY(snapshot_id(card, name));
        TRY(database_->execute("DELETE FROM snapshot_cells WHERE snapshot_id = ?1", id));
        return database_->execute("DELETE FROM snapshots WHERE id = ?1", id);
    });
}

} // namespace uicc::filesystem
