#include "filesystem/store/sqlite_store.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <map>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace uicc::filesystem {
namespace {

constexpr int schema_version = 1;

constexpr const char* schema = R"(
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
)";

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

    Result<void, StoreError> open()
    {
        TRY(create_private_file());
        TRY(check(sqlite3_open_v2(file_.c_str(), &connection_, SQLITE_OPEN_READWRITE, nullptr)));
        // One daemon owns its cards; the exclusive lock also keeps the WAL index out of shared
        // memory.
        TRY(run("PRAGMA locking_mode = EXCLUSIVE"));
        TRY(run("PRAGMA journal_mode = WAL"));
        TRY(run("PRAGMA synchronous = NORMAL"));
        TRY(run("BEGIN IMMEDIATE"));
        TRY(migrate());
        return run("COMMIT");
    }

    Result<void, StoreError> run(const char* sql)
    {
        return check(sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr));
    }

    /// A prepared statement, ready to be bound; its text is a literal and names it.
    Result<sqlite3_stmt*, StoreError> statement(const char* sql)
    {
        auto& prepared = statements_[sql];
        if (!prepared) {
            sqlite3_stmt* raw = nullptr;
            TRY(check(sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw,
                                         nullptr)));
            prepared.reset(raw);
        }
        sqlite3_reset(prepared.get());
        sqlite3_clear_bindings(prepared.get());
        return prepared.get();
    }

    Result<void, StoreError> execute(sqlite3_stmt* statement)
    {
        const int code = sqlite3_step(statement);
        const auto outcome = check(code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code);
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement); // the bound secrets belong to the caller
        return outcome;
    }

    Result<void, StoreError> check(int code)
    {
        if (code == SQLITE_OK) {
            return {};
        }
        return tl::unexpected{StoreError{kind_of(code), sentence(code)}};
    }

    Result<std::int64_t, StoreError> card_id(const CardKey& card)
    {
        const auto known = ids_.find({card.card, card.profile_hash});
        if (known != ids_.end()) {
            return known->second;
        }
        for (const char* sql : {"INSERT OR IGNORE INTO cards (card, profile_hash) VALUES (?1, ?2)",
                                "SELECT id FROM cards WHERE card = ?1 AND profile_hash = ?2"}) {
            sqlite3_stmt* query = TRY(statement(sql));
            bind_text(query, 1, card.card);
            bind_text(query, 2, card.profile_hash);
            const int code = sqlite3_step(query);
            if (code == SQLITE_ROW) {
                const std::int64_t id = sqlite3_column_int64(query, 0);
                sqlite3_reset(query);
                ids_[{card.card, card.profile_hash}] = id;
                return id;
            }
            TRY(check(code == SQLITE_DONE ? SQLITE_OK : code));
        }
        return tl::unexpected{StoreError{StoreError::Kind::Damaged, sentence(SQLITE_CORRUPT)}};
    }

    static void bind_text(sqlite3_stmt* statement, int place, const std::string& text)
    {
        sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()),
                          SQLITE_STATIC);
    }

private:
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
        sqlite3_stmt* query = TRY(statement("PRAGMA user_version"));
        const int code = sqlite3_step(query);
        TRY(check(code == SQLITE_ROW ? SQLITE_OK : code));
        const int version = sqlite3_column_int(query, 0);
        sqlite3_reset(query);
        if (version > schema_version) {
            return tl::unexpected{StoreError{
                StoreError::Kind::NewerSchema,
                fmt::format("{}: written by a newer version (schema {}, this program knows {})",
                            file_.string(), version, schema_version)}};
        }
        if (version == schema_version) {
            return {};
        }
        TRY(run(schema));
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
    const std::filesystem::path& file)
{
    auto database = std::make_unique<Database>(file);
    TRY(database->open());
    return std::unique_ptr<SqliteStore>{new SqliteStore{std::move(database)}};
}

Result<std::vector<StoreEntry>, StoreError> SqliteStore::load(const CardKey& card)
{
    const std::int64_t id = TRY(database_->card_id(card));
    sqlite3_stmt* query =
        TRY(database_->statement("SELECT key, value FROM cells WHERE card_id = ?1"));
    sqlite3_bind_int64(query, 1, id);

    std::vector<StoreEntry> entries;
    int code = sqlite3_step(query);
    for (; code == SQLITE_ROW; code = sqlite3_step(query)) {
        const auto* key = reinterpret_cast<const char*>(sqlite3_column_text(query, 0)); // NOLINT
        const auto* value = static_cast<const Byte*>(sqlite3_column_blob(query, 1));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(query, 1));
        entries.push_back({key, SecureBytes(value, value + size)});
    }
    sqlite3_reset(query);
    TRY(database_->check(code == SQLITE_DONE ? SQLITE_OK : code));
    return entries;
}

Result<std::vector<std::string>, StoreError> SqliteStore::known_profiles(const std::string& card)
{
    sqlite3_stmt* query = TRY(database_->statement(
        "SELECT profile_hash FROM cards WHERE card = ?1 AND id IN (SELECT card_id FROM cells)"));
    Database::bind_text(query, 1, card);

    std::vector<std::string> hashes;
    int code = sqlite3_step(query);
    for (; code == SQLITE_ROW; code = sqlite3_step(query)) {
        hashes.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(query, 0))); // NOLINT
    }
    sqlite3_reset(query);
    TRY(database_->check(code == SQLITE_DONE ? SQLITE_OK : code));
    return hashes;
}

Result<void, StoreError> SqliteStore::apply(const CardKey& card,
                                            std::span<const StoreEntry> changes)
{
    const std::int64_t id = TRY(database_->card_id(card));
    const auto write = [&](const StoreEntry& change) -> Result<void, StoreError> {
        sqlite3_stmt* statement = TRY(database_->statement(
            change.value ? "INSERT OR REPLACE INTO cells (card_id, key, value) VALUES (?1, ?2, ?3)"
                         : "DELETE FROM cells WHERE card_id = ?1 AND key = ?2"));
        sqlite3_bind_int64(statement, 1, id);
        Database::bind_text(statement, 2, change.key);
        if (change.value) {
            sqlite3_bind_blob64(statement, 3, change.value->data(), change.value->size(),
                                SQLITE_STATIC);
        }
        return database_->execute(statement);
    };
    const auto write_all = [&]() -> Result<void, StoreError> {
        sqlite3_stmt* begin = TRY(database_->statement("BEGIN"));
        TRY(database_->execute(begin));
        for (const StoreEntry& change : changes) {
            TRY(write(change));
        }
        sqlite3_stmt* end = TRY(database_->statement("COMMIT"));
        return database_->execute(end);
    };

    auto outcome = write_all();
    if (!outcome) {
        static_cast<void>(database_->run("ROLLBACK")); // fails when SQLite has done so itself
    }
    return outcome;
}

} // namespace uicc::filesystem
