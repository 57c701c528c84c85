#include "filesystem/store/sqlite_database.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <fcntl.h>
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
    "ALTER TABLE cards ADD COLUMN origin TEXT", // of a fork
};
constexpr int schema_version = static_cast<int>(migrations.size());

constexpr auto settings = std::to_array<const char*>({
    // One daemon owns its cards; the exclusive lock also keeps the WAL index out of shared memory.
    "PRAGMA locking_mode = EXCLUSIVE",
    // A commit writes whole pages to the log, and most cells are small. New databases only.
    "PRAGMA page_size = 2048",
    "PRAGMA journal_mode = WAL",
    // Working the log into the database is what costs syncs: at 8 MB only.
    "PRAGMA wal_autocheckpoint = 4096",
    // A large transaction leaves no large log behind.
    "PRAGMA journal_size_limit = 9437184",
    // Keys and PINs that were replaced do not stay in the file. Not every build has this on.
    "PRAGMA secure_delete = ON",
});

StoreError::Kind kind_of(int code) noexcept
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return StoreError::Kind::InUse;
    case SQLITE_FULL:
        return StoreError::Kind::Full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return StoreError::Kind::Damaged;
    default:
        return StoreError::Kind::Unavailable;
    }
}

std::string message_of(int reason)
{
    return std::error_code{reason, std::generic_category()}.message();
}

} // namespace

SqliteDatabase::~SqliteDatabase()
{
    statements_.clear();
    sqlite3_close(connection_);
}

Result<void, StoreError> SqliteDatabase::open(Durability durability)
{
    TRY(create_private_file());
    TRY(check(sqlite3_open_v2(file_.c_str(), &connection_, SQLITE_OPEN_READWRITE, nullptr)));
    TRY(configure(durability));
    TRY(run("BEGIN IMMEDIATE"));
    TRY(migrate());
    return run("COMMIT");
}

Result<void, StoreError> SqliteDatabase::configure(Durability durability)
{
    for (const char* setting : settings) {
        TRY(run(setting));
    }
    return run(durability == Durability::Full ? "PRAGMA synchronous = FULL"
                                              : "PRAGMA synchronous = NORMAL");
}

/// SQLite would create the file with the usual rights; it holds keys and PINs.
Result<void, StoreError> SqliteDatabase::create_private_file()
{
    const int descriptor = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        const int reason = errno;
        return tl::unexpected{
            StoreError{StoreError::Kind::Unavailable,
                       fmt::format("{}: {}", file_.string(), message_of(reason))}};
    }
    ::close(descriptor);
    return {};
}

Result<void, StoreError> SqliteDatabase::migrate()
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
    if (version == schema_version) {
        return {};
    }
    for (; version < schema_version; ++version) {
        TRY(run(migrations[static_cast<std::size_t>(version)]));
    }
    return run(fmt::format("PRAGMA user_version = {}", schema_version).c_str());
}

Result<void, StoreError> SqliteDatabase::begin_group()
{
    assert(!in_group_);
    TRY(execute("BEGIN"));
    in_group_ = true;
    return {};
}

Result<void, StoreError> SqliteDatabase::end_group()
{
    assert(in_group_);
    in_group_ = false;
    if (const auto lost = std::exchange(lost_, std::nullopt)) {
        return tl::unexpected{*lost};
    }
    auto outcome = execute("COMMIT");
    if (!outcome) {
        undo(outcome.error());
    }
    return outcome;
}

Result<void, StoreError> SqliteDatabase::begin()
{
    if (!in_group_) {
        return execute("BEGIN");
    }
    if (!lost_ && sqlite3_get_autocommit(connection_) != 0) {
        // A read that fails badly makes SQLite give up the whole transaction.
        lost_ = StoreError{StoreError::Kind::Unavailable,
                           fmt::format("{}: the changes before were lost", file_.string())};
    }
    if (lost_) {
        return tl::unexpected{*lost_};
    }
    return execute("SAVEPOINT change");
}

/// After some failures SQLite has undone everything itself, the group included.
void SqliteDatabase::undo(const StoreError& reason)
{
    if (in_group_ && run("ROLLBACK TO change; RELEASE change")) {
        return;
    }
    static_cast<void>(run("ROLLBACK"));
    if (in_group_) {
        lost_ = reason;
    }
}

void SqliteDatabase::bind(sqlite3_stmt* statement, int place, std::int64_t value)
{
    sqlite3_bind_int64(statement, place, value);
}

void SqliteDatabase::bind(sqlite3_stmt* statement, int place, const std::string& text)
{
    sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

void SqliteDatabase::bind(sqlite3_stmt* statement, int place, const SecureBytes& octets)
{
    // an empty vector may have no data, and NULL is no BLOB
    const void* data = octets.empty() ? "" : static_cast<const void*>(octets.data());
    sqlite3_bind_blob64(statement, place, data, octets.size(), SQLITE_STATIC);
}

Result<void, StoreError> SqliteDatabase::run(const char* sql)
{
    return check(sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr));
}

Result<sqlite3_stmt*, StoreError> SqliteDatabase::statement(const char* sql)
{
    auto& prepared = statements_[sql];
    if (!prepared) {
        sqlite3_stmt* raw = nullptr;
        TRY(check(
            sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr)));
        prepared.reset(raw);
    }
    return prepared.get();
}

Result<void, StoreError> SqliteDatabase::check(int code) const
{
    if (code == SQLITE_OK) {
        return {};
    }
    return tl::unexpected{StoreError{kind_of(code), sentence(code)}};
}

std::string SqliteDatabase::sentence(int code) const
{
    const std::string name = file_.string();
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fmt::format("{}: in use by another process", name);
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR: // the system knows better
        if (const int reason = sqlite3_system_errno(connection_); reason != 0) {
            return fmt::format("{}: {} ({})", name, sqlite3_errstr(code), message_of(reason));
        }
        break;
    default:
        break;
    }
    return fmt::format("{}: {}", name, sqlite3_errstr(code));
}

} // namespace uicc::filesystem
