#include "filesystem/store/synchronized_store.hpp"
#include "tests/filesystem/store/store_fixture.hpp"

#include <atomic>
#include <chrono>
#include <thread>

namespace uicc::filesystem {
namespace {

using namespace std::chrono_literals;

/// A store that several threads share.
class Synchronized : public Sqlite {
protected:
    std::unique_ptr<SqliteStore> inner_ = SqliteStore::open(file()).value();
    SynchronizedStore store_{*inner_};
};

TEST_F(Synchronized, KeepsWhatSeveralThreadsChange)
{
    constexpr unsigned changes = 100;
    const auto work = [&](const std::string& name) {
        for (unsigned i = 0; i < changes; ++i) {
            const std::vector change{entry("a", "01"), entry(std::to_string(i).c_str(), "02")};
            const bool grouped = i % 2 == 0;
            EXPECT_TRUE(!grouped || store_.begin_group());
            EXPECT_TRUE(store_.apply({name, "h"}, change));
            EXPECT_TRUE(store_.apply({name, "h"}, change));
            EXPECT_TRUE(!grouped || store_.end_group());
        }
    };
    {
        std::jthread first{work, "first"};
        std::jthread second{work, "second"};
        std::jthread third{work, "third"};
    }
    for (const char* name : {"first", "second", "third"}) {
        EXPECT_EQ(store_.load({name, "h"})->size(), changes + 1);
    }
}

TEST_F(Synchronized, BelongsToTheThreadThatOpenedAGroup)
{
    std::atomic<bool> ended = false;
    std::atomic<bool> started = false;
    ASSERT_TRUE(store_.begin_group());
    std::jthread stranger{[&] {
        started = true;
        EXPECT_EQ(store_.load(card)->size(), 1);
        EXPECT_TRUE(ended);
    }};
    while (!started) {
        std::this_thread::yield();
    }
    std::this_thread::sleep_for(20ms);
    const std::vector change{entry("a", "01")};
    EXPECT_TRUE(store_.apply(card, change));
    ended = true;
    EXPECT_TRUE(store_.end_group());
}

} // namespace
} // namespace uicc::filesystem
