// In-process speed of Card::transmit and of loading a profile.

#include "codec/hex.hpp"
#include "crypto/seeded_random.hpp"
#include "emulator/applications/uicc.hpp"
#include "filesystem/store/memory_store.hpp"
#include "filesystem/store/sqlite_store.hpp"
#include "profiles/loader/load_profile.hpp"
#include "tests/bench/authentication_requests.hpp"

#include <benchmark/benchmark.h>
#include <filesystem>
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
    BenchCard card{{select_usim}};
    authenticate(state, card);
}
BENCHMARK(authenticate_in_memory);

/// Every authentication is one committed transaction in SQLite.
void authenticate_durably(benchmark::State& state)
{
    const auto file = std::filesystem::temp_directory_path() /
                      ("vuicc-bench-" + std::to_string(getpid()) + ".sqlite3");
    {
        const auto store = filesystem::SqliteStore::open(file).value();
        BenchCard card{{select_usim}, store.get()};
        authenticate(state, card);
    }
    std::filesystem::remove(file);
}
BENCHMARK(authenticate_durably);

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
