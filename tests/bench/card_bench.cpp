// In-process speed of Card::transmit and of loading a profile.

#include "codec/hex.hpp"
#include "crypto/aes.hpp"
#include "crypto/seeded_random.hpp"
#include "emulator/applications/uicc.hpp"
#include "filesystem/store/memory_store.hpp"
#include "filesystem/store/sqlite_store.hpp"
#include "profiles/loader/load_profile.hpp"
#include "tests/bench/authentication_requests.hpp"

#include <array>
#include <benchmark/benchmark.h>
#include <filesystem>
#include <sqlite3.h>
#include <unistd.h>

namespace {

using namespace uicc;

const std::filesystem::path default_profile = PROJECT_SOURCE_DIR "/profiles/cards/default.yaml";

std::shared_ptr<const emulator::CardDescription> description()
{
    static const auto loaded = profiles::load_profile(default_profile).value();
    return loaded;
}

/// A card of the default profile that has been sent some commands.
class BenchCard {
public:
    explicit BenchCard(std::initializer_list<const char*> setup, filesystem::Store* store = nullptr)
        : card_{emulator::make_card(
                    description(), "bench", store != nullptr ? *store : memory_, random_)
                    .value()}
    {
        card_.power_on();
        for (const char* command : setup) {
            transmit(codec::from_hex(command).value());
        }
    }

    Bytes transmit(ByteView command) { return card_.transmit(command); }

private:
    filesystem::MemoryStore memory_;
    crypto::SeededRandom random_{1};
    emulator::Card card_;
};

constexpr const char* select_usim = "00A4040C07A0000000871002";

void transmit(benchmark::State& state,
              const char* command,
              std::initializer_list<const char*> setup)
{
    BenchCard card{setup};
    const Bytes octets = codec::from_hex(command).value();
    for (auto _ : state) {
        benchmark::DoNotOptimize(card.transmit(octets));
    }
}

BENCHMARK_CAPTURE(transmit, select_mf, "00A40004023F00", {});
BENCHMARK_CAPTURE(transmit, select_usim, "00A4040407A0000000871002", {});
BENCHMARK_CAPTURE(transmit, select_path, "00A40804047FFF6F07", {select_usim});
BENCHMARK_CAPTURE(transmit, status, "80F2000000", {select_usim});
BENCHMARK_CAPTURE(transmit, read_binary, "00B000000A", {"00A4000C022FE2"});
BENCHMARK_CAPTURE(transmit, read_binary_by_sfi, "00B0870009", {select_usim});
BENCHMARK_CAPTURE(transmit, read_record, "00B2010400", {"00A4000C022F00"});
BENCHMARK_CAPTURE(transmit, verify, "0020000A083838383838383838", {});
BENCHMARK_CAPTURE(transmit,
                  authenticate_gsm,
                  "008800801110000102030405060708090A0B0C0D0E0F",
                  {select_usim});

void authenticate(benchmark::State& state, BenchCard& card)
{
    bench::AuthenticationRequests requests;
    for (auto _ : state) {
        state.PauseTiming();
        const Bytes command = requests.next();
        state.ResumeTiming();
        benchmark::DoNotOptimize(card.transmit(command));
    }
}

void authenticate_in_memory(benchmark::State& state)
{
    BenchCard card({select_usim});
    authenticate(state, card);
}
BENCHMARK(authenticate_in_memory);

/// A database of its own that goes with its folder.
class TemporaryDatabase {
public:
    TemporaryDatabase()
    {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "vuicc-bench-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    TemporaryDatabase(const TemporaryDatabase&) = delete;
    TemporaryDatabase& operator=(const TemporaryDatabase&) = delete;
    TemporaryDatabase(TemporaryDatabase&&) = delete;
    TemporaryDatabase& operator=(TemporaryDatabase&&) = delete;
    ~TemporaryDatabase() { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::filesystem::path file() const { return folder_ / "vuicc.sqlite3"; }

private:
    std::filesystem::path folder_;
};

/// Every authentication is one committed transaction in SQLite.
void authenticate_durably(benchmark::State& state)
{
    const TemporaryDatabase database;
    const auto store = filesystem::SqliteStore::open(database.file()).value();
    BenchCard card{{select_usim}, store.get()};
    authenticate(state, card);
}
BENCHMARK(authenticate_durably);

/// UPDATE BINARY of EF.LOCI: one transaction each.
void update_durably(benchmark::State& state)
{
    const TemporaryDatabase database;
    const auto store = filesystem::SqliteStore::open(database.file()).value();
    BenchCard card{{select_usim, "00A4000C026F7E"}, store.get()};
    Bytes command = codec::from_hex("00D600000BFFFFFFFFFFFFFFFFFFFF01").value();
    for (auto _ : state) {
        ++command.back();
        benchmark::DoNotOptimize(card.transmit(command));
    }
}
BENCHMARK(update_durably);

/// The limit of it: SQLite alone, set up like the store, with as many octets.
void commit_to_sqlite(benchmark::State& state)
{
    const TemporaryDatabase database;
    { // the store's own schema and page size
        const auto store = filesystem::SqliteStore::open(database.file()).value();
    }
    sqlite3* connection = nullptr;
    sqlite3_open(database.file().c_str(), &connection);
    for (const char* sql : {"PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = WAL",
                            "PRAGMA wal_autocheckpoint = 4096", "PRAGMA synchronous = NORMAL"}) {
        sqlite3_exec(connection, sql, nullptr, nullptr, nullptr);
    }
    std::array<sqlite3_stmt*, 3> statements{};
    constexpr std::array sql{"BEGIN",
                             "INSERT OR REPLACE INTO cells (card_id, key, value) VALUES (1, "
                             "'file/3F00/A0000000871002/6F7E', ?1)",
                             "COMMIT"};
    for (std::size_t i = 0; i < sql.size(); ++i) {
        sqlite3_prepare_v2(connection, sql[i], -1, &statements[i], nullptr);
    }
    std::array<Byte, 11> value{};
    for (auto _ : state) {
        ++value[0];
        sqlite3_bind_blob(statements[1], 1, value.data(), value.size(), SQLITE_STATIC);
        for (sqlite3_stmt* statement : statements) {
            sqlite3_step(statement);
            sqlite3_reset(statement);
        }
    }
    for (sqlite3_stmt* statement : statements) {
        sqlite3_finalize(statement);
    }
    sqlite3_close(connection);
}
BENCHMARK(commit_to_sqlite);

/// The least that a READ BINARY does: an answer is made from octets that are there.
void copy_answer(benchmark::State& state)
{
    const Bytes content(10, Byte{0x98});
    for (auto _ : state) {
        Bytes answer(content.begin(), content.end());
        answer.insert(answer.end(), {Byte{0x90}, Byte{0x00}});
        benchmark::DoNotOptimize(answer.data());
    }
}
BENCHMARK(copy_answer);

/// The AES blocks of one Milenage authentication: TEMP, f1, f2 and f5 together, f3, f4.
void milenage_blocks(benchmark::State& state)
{
    constexpr int blocks = 5;
    crypto::Block block{0x46};
    const crypto::Aes128Block cipher{block};
    for (auto _ : state) {
        for (int i = 0; i < blocks; ++i) {
            cipher.encrypt(block, block);
        }
        benchmark::DoNotOptimize(block);
    }
}
BENCHMARK(milenage_blocks);

void load_profile(benchmark::State& state)
{
    for (auto _ : state) {
        benchmark::DoNotOptimize(profiles::load_profile(default_profile));
    }
}
BENCHMARK(load_profile)->Unit(benchmark::kMillisecond);

void start_card(benchmark::State& state)
{
    filesystem::MemoryStore store;
    crypto::SeededRandom random{1};
    for (auto _ : state) {
        benchmark::DoNotOptimize(emulator::make_card(description(), "bench", store, random));
    }
}
BENCHMARK(start_card);

} // namespace
