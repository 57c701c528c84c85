#pragma once

#include "filesystem/store/sqlite_store.hpp"

#include <map>
#include <sqlite3.h>

namespace uicc::filesystem {

/// The connection of a SqliteStore, with its prepared statements and transactions.
class SqliteDatabase {
public:
    explicit SqliteDatabase(std::filesystem::path file) : file_{std::move(file)} {}
    ~SqliteDatabase();
    SqliteDatabase(const SqliteDatabase&) = delete;
    SqliteDatabase& operator=(const SqliteDatabase&) = delete;
    SqliteDatabase(SqliteDatabase&&) = delete;
    SqliteDatabase& operator=(SqliteDatabase&&) = delete;

    [[nodiscard]] Result<void, StoreError> open(Durability durability);

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

    /// All that the action does, or nothing of it; inside a group this holds for the action alone.
    template <class Action>
    Result<void, StoreError> transaction(Action action)
    {
        TRY(begin());
        auto outcome = action();
        if (outcome) {
            outcome = execute(in_group_ ? "RELEASE change" : "COMMIT");
        }
        if (!outcome) {
            undo(outcome.error());
        }
        return outcome;
    }

    [[nodiscard]] Result<void, StoreError> begin_group();
    [[nodiscard]] Result<void, StoreError> end_group();

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
    };

    static void bind(sqlite3_stmt* statement, int place, std::int64_t value);
    static void bind(sqlite3_stmt* statement, int place, const std::string& text);
    static void bind(sqlite3_stmt* statement, int place, const SecureBytes& octets);

    [[nodiscard]] Result<void, StoreError> begin();
    void undo(const StoreError& reason);

    Result<void, StoreError> run(const char* sql);
    Result<sqlite3_stmt*, StoreError> statement(const char* sql);
    [[nodiscard]] Result<void, StoreError> check(int code) const;
    [[nodiscard]] std::string sentence(int code) const;
    Result<void, StoreError> create_private_file();
    Result<void, StoreError> configure(Durability durability);
    Result<void, StoreError> migrate();

    std::filesystem::path file_;
    sqlite3* connection_ = nullptr;
    std::map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
    bool in_group_ = false;
    std::optional<StoreError> lost_; // why nothing of the group can be kept
};

} // namespace uicc::filesystem
