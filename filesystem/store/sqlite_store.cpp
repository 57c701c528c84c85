#include "filesystem/store/sqlite_store.hpp"

#include "filesystem/store/sqlite_database.hpp"

#include <algorithm>

namespace uicc::filesystem {

SqliteStore::SqliteStore(std::unique_ptr<SqliteDatabase> database) : database_{std::move(database)}
{}

SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>, StoreError> SqliteStore::open(
    const std::filesystem::path& file, Durability durability)
{
    auto database = std::make_unique<SqliteDatabase>(file);
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

template <class Action>
Result<void, StoreError> SqliteStore::change(Action action)
{
    auto outcome = database_->transaction(action);
    if (!outcome) {
        ids_.clear(); // some may have been made just now
    }
    return outcome;
}

/// The card's number in the database; it gets one when it has none.
Result<std::int64_t, StoreError> SqliteStore::card_id(const CardKey& card)
{
    const auto known = ids_.find({card.card, card.profile_hash});
    if (known != ids_.end()) {
        return known->second;
    }
    TRY(database_->execute("INSERT OR IGNORE INTO cards (card, profile_hash) VALUES (?1, ?2)",
                           card.card, card.profile_hash));
    std::int64_t id = 0;
    TRY(database_->query(
        "SELECT id FROM cards WHERE card = ?1 AND profile_hash = ?2",
        [&](sqlite3_stmt* row) { id = sqlite3_column_int64(row, 0); }, card.card,
        card.profile_hash));
    ids_[{card.card, card.profile_hash}] = id;
    return id;
}

Result<void, StoreError> SqliteStore::write(std::int64_t card, std::span<const StoreEntry> changes)
{
    for (const StoreEntry& change : changes) {
        if (change.value) {
            TRY(database_->execute(
                "INSERT OR REPLACE INTO cells (card_id, key, value) VALUES (?1, ?2, ?3)", card,
                change.key, *change.value));
        } else {
            TRY(database_->execute("DELETE FROM cells WHERE card_id = ?1 AND key = ?2", card,
                                   change.key));
        }
    }
    return {};
}

Result<void, StoreError> SqliteStore::begin_group()
{
    return database_->begin_group();
}

Result<void, StoreError> SqliteStore::end_group()
{
    auto outcome = database_->end_group();
    if (!outcome) {
        ids_.clear();
    }
    return outcome;
}

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
    return change([&]() -> Result<void, StoreError> {
        const std::int64_t id = TRY(card_id(card));
        return write(id, changes);
    });
}

Result<std::vector<CardKey>, StoreError> SqliteStore::cards()
{
    std::vector<CardKey> keys;
    TRY(database_->query("SELECT card, profile_hash FROM cards WHERE origin IS NOT NULL OR "
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
        "SELECT profile_hash FROM cards WHERE card = ?1 AND (origin IS NOT NULL OR "
        "EXISTS (SELECT 1 FROM cells WHERE card_id = cards.id) OR "
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
    return change([&]() -> Result<void, StoreError> {
        const std::int64_t id = TRY(card_id(card));
        TRY(database_->execute("DELETE FROM cells WHERE card_id = ?1", id));
        return write(id, entries);
    });
}

Result<void, StoreError> SqliteStore::erase(std::int64_t card, const std::string& key)
{
    TRY(database_->execute("DELETE FROM cells WHERE card_id = ?1 AND key = ?2", card, key));
    return database_->execute("DELETE FROM snapshot_cells WHERE key = ?2 AND snapshot_id IN "
                              "(SELECT id FROM snapshots WHERE card_id = ?1)",
                              card, key);
}

Result<void, StoreError> SqliteStore::rename(const CardKey& from,
                                             const CardKey& to,
                                             const ValueKeys& without)
{
    return change([&]() -> Result<void, StoreError> {
        const bool taken = TRY(is_known(to));
        if (taken) {
            return something_kept(to);
        }
        const std::int64_t id = TRY(card_id(from));
        for (const std::string& key : without) {
            TRY(erase(id, key));
        }
        TRY(database_->execute("DELETE FROM cards WHERE card = ?1 AND profile_hash = ?2", to.card,
                               to.profile_hash));
        TRY(database_->execute("UPDATE cards SET card = ?2, profile_hash = ?3 WHERE id = ?1", id,
                               to.card, to.profile_hash));
        ids_.clear();
        return {};
    });
}

Result<void, StoreError> SqliteStore::fork(const CardKey& from, const CardKey& to)
{
    return change([&]() -> Result<void, StoreError> {
        const bool taken = TRY(is_known(to));
        if (taken) {
            return something_kept(to);
        }
        const std::int64_t source = TRY(card_id(from));
        const std::int64_t target = TRY(card_id(to));
        TRY(database_->execute(
            "UPDATE cards SET origin = (SELECT COALESCE(origin, card) FROM cards "
            "WHERE id = ?1) WHERE id = ?2",
            source, target));
        return database_->execute("INSERT INTO cells (card_id, key, value) "
                                  "SELECT ?2, key, value FROM cells WHERE card_id = ?1",
                                  source, target);
    });
}

Result<std::vector<Fork>, StoreError> SqliteStore::forks()
{
    std::vector<Fork> all;
    TRY(database_->query("SELECT card, profile_hash, origin FROM cards WHERE origin IS NOT NULL "
                         "ORDER BY card, profile_hash",
                         [&](sqlite3_stmt* row) {
                             all.push_back({{text_at(row, 0), text_at(row, 1)}, text_at(row, 2)});
                         }));
    return all;
}

Result<void, StoreError> SqliteStore::remove(const CardKey& card)
{
    return change([&]() -> Result<void, StoreError> {
        const std::int64_t id = TRY(card_id(card));
        ids_.clear();
        TRY(database_->execute("DELETE FROM snapshot_cells WHERE snapshot_id IN "
                               "(SELECT id FROM snapshots WHERE card_id = ?1)",
                               id));
        TRY(database_->execute("DELETE FROM snapshots WHERE card_id = ?1", id));
        TRY(database_->execute("DELETE FROM cells WHERE card_id = ?1", id));
        return database_->execute("DELETE FROM cards WHERE id = ?1", id);
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
    return change([&]() -> Result<void, StoreError> {
        const auto taken = snapshot_id(card, name);
        if (taken) {
            return snapshot_exists(card, name);
        }
        if (taken.error().kind != StoreError::Kind::NoSuch) {
            return tl::unexpected{taken.error()};
        }
        const std::int64_t id = TRY(card_id(card));
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
    return change([&]() -> Result<void, StoreError> {
        const std::int64_t snapshot = TRY(snapshot_id(card, name));
        const std::int64_t id = TRY(card_id(card));
        TRY(database_->execute("DELETE FROM cells WHERE card_id = ?1", id));
        return database_->execute(
            "INSERT INTO cells (card_id, key, value) "
            "SELECT ?1, key, value FROM snapshot_cells WHERE snapshot_id = ?2",
            id, snapshot);
    });
}

Result<void, StoreError> SqliteStore::remove_snapshot(const CardKey& card, const std::string& name)
{
    return change([&]() -> Result<void, StoreError> {
        const std::int64_t id = TRY(snapshot_id(card, name));
        TRY(database_->execute("DELETE FROM snapshot_cells WHERE snapshot_id = ?1", id));
        return database_->execute("DELETE FROM snapshots WHERE id = ?1", id);
    });
}

} // namespace uicc::filesystem
