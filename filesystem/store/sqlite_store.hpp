#pragma once

#include "filesystem/store/store.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <utility>

namespace uicc::filesystem {

class SqliteDatabase;

/// What outlives a power cut; the death of the process loses nothing either way.
enum class Durability {
    Full,   ///< every acknowledged change: each transaction is synced
    Normal, ///< all but the latest transactions, each entirely or not at all
};

/// Cards of one daemon in one SQLite database (WAL). Every operation is one transaction.
class SqliteStore final : public Store {
public:
    /// Opens or creates the database, readable by its owner only, and brings an older schema up to
    /// date. Refused: a newer schema, a file that is no database, one that another process has
    /// open, a place that cannot be written.
    [[nodiscard]] static Result<std::unique_ptr<SqliteStore>, StoreError> open(
        const std::filesystem::path& file, Durability durability = Durability::Normal);

    Result<std::vector<StoreEntry>, StoreError> load(const CardKey& card) override;
    Result<void, StoreError> apply(const CardKey& card,
                                   std::span<const StoreEntry> changes) override;

    Result<std::vector<CardKey>, StoreError> cards() override;
    Result<std::vector<std::string>, StoreError> known_profiles(const std::string& card) override;
    Result<void, StoreError> replace(const CardKey& card,
                                     std::span<const StoreEntry> entries) override;
    Result<void, StoreError> rename(const CardKey& from,
                                    const CardKey& to,
                                    const ValueKeys& without) override;
    Result<void, StoreError> fork(const CardKey& from, const CardKey& to) override;
    Result<std::vector<Fork>, StoreError> forks() override;
    Result<void, StoreError> remove(const CardKey& card) override;

    Result<void, StoreError> snapshot(const CardKey& card,
                                      const std::string& name,
                                      std::int64_t made_at) override;
    Result<std::vector<Snapshot>, StoreError> snapshots(const CardKey& card) override;
    Result<std::vector<StoreEntry>, StoreError> load_snapshot(const CardKey& card,
                                                              const std::string& name) override;
    Result<void, StoreError> rollback(const CardKey& card, const std::string& name) override;
    Result<void, StoreError> remove_snapshot(const CardKey& card, const std::string& name) override;

    Result<void, StoreError> begin_group() override;
    Result<void, StoreError> end_group() override;

    ~SqliteStore() override;
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;
    SqliteStore(SqliteStore&&) = delete;
    SqliteStore& operator=(SqliteStore&&) = delete;

private:
    explicit SqliteStore(std::unique_ptr<SqliteDatabase> database);

    template <class Action>
    Result<void, StoreError> change(Action action);
    Result<void, StoreError> write(std::int64_t card, std::span<const StoreEntry> changes);
    Result<void, StoreError> erase(std::int64_t card, const std::string& key);

    [[nodiscard]] Result<std::int64_t, StoreError> card_id(const CardKey& card);
    [[nodiscard]] Result<bool, StoreError> is_known(const CardKey& card);
    [[nodiscard]] Result<std::int64_t, StoreError> snapshot_id(const CardKey& card,
                                                               const std::string& name);

    std::unique_ptr<SqliteDatabase> database_;
    std::map<std::pair<std::string, std::string>, std::int64_t> ids_;
};

} // namespace uicc::filesystem
