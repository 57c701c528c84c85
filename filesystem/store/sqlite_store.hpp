#pragma once

#include "filesystem/store/store.hpp"

#include <filesystem>
#include <memory>

namespace uicc::filesystem {

/// Cards of one daemon in one SQLite database (WAL). An apply is one transaction: it survives the
/// death of the process, and after a power cut it is there entirely or not at all.
class SqliteStore final : public Store {
public:
    /// Opens or creates the database, readable by its owner only. Refused: a newer schema, a file
    /// that is no database, one that another process has open, a place that cannot be written.
    [[nodiscard]] static Result<std::unique_ptr<SqliteStore>, StoreError> open(
        const std::filesystem::path& file);

    Result<std::vector<StoreEntry>, StoreError> load(const CardKey& card) override;
    Result<std::vector<std::string>, StoreError> known_profiles(const std::string& card) override;
    Result<void, StoreError> apply(const CardKey& card,
                                   std::span<const StoreEntry> changes) override;

    ~SqliteStore() override;
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;
    SqliteStore(SqliteStore&&) = delete;
    SqliteStore& operator=(SqliteStore&&) = delete;

private:
    class Database;

    explicit SqliteStore(std::unique_ptr<Database> database);

    std::unique_ptr<Database> database_;
};

} // namespace uicc::filesystem
