#include "daemon/control/control_server.hpp"
#include "tests/daemon/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace uicc::daemon::control {
namespace {

struct Change {
    std::uint32_t kind;
    std::string name;

    bool operator==(const Change&) const = default;
};

/// What happens to the names in a folder.
class FolderWatch {
public:
    explicit FolderWatch(const std::filesystem::path& folder)
    {
        inotify_add_watch(descriptor_, folder.c_str(), IN_CREATE | IN_MOVED_TO);
    }

    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;
    FolderWatch(FolderWatch&&) = delete;
    FolderWatch& operator=(FolderWatch&&) = delete;
    ~FolderWatch() { close(descriptor_); }

    [[nodiscard]] std::vector<Change> changes() const
    {
        alignas(inotify_event) std::array<char, 4096> octets{};
        const ssize_t size = read(descriptor_, octets.data(), octets.size());
        std::vector<Change> found;
        for (ssize_t at = 0; at < size;) {
            // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the kernel's own layout
            const auto* event = reinterpret_cast<const inotify_event*>(octets.data() + at);
            found.push_back({event->mask, event->name});
            at += static_cast<ssize_t>(sizeof *event + event->len);
        }
        return found;
    }

private:
    int descriptor_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
};

TEST(ControlServerTest, ShowsItsSocketWhenItListens)
{
    const test::TemporaryFolder folder;
    const FolderWatch watch{folder.path()};
    const auto server = ControlServer::listen(folder.path() / "control", {});
    ASSERT_TRUE(server) << server.error();
    const std::vector<Change> expected{
        {IN_CREATE, "control.lock"}, {IN_CREATE, ".control.new"}, {IN_MOVED_TO, "control"}};
    EXPECT_EQ(watch.changes(), expected);
}

TEST(ControlServerTest, ClearsAwayWhatAKilledDaemonLeftBeforeItListened)
{
    const test::TemporaryFolder folder;
    const auto left = folder.path() / ".control.new";
    ASSERT_EQ(mknod(left.c_str(), S_IFSOCK | S_IRUSR, 0), 0);
    const auto server = ControlServer::listen(folder.path() / "control", {});
    ASSERT_TRUE(server) << server.error();
    EXPECT_TRUE(std::filesystem::is_socket(folder.path() / "control"));
    EXPECT_FALSE(std::filesystem::exists(left));
}

TEST(ControlServerTest, KeepsAFileThatIsNoSocket)
{
    for (const std::string name : {"control", ".control.new"}) {
        const test::TemporaryFolder folder;
        folder.write(name, "precious");
        const auto server = ControlServer::listen(folder.path() / "control", {});
        ASSERT_FALSE(server);
        EXPECT_EQ(server.error(),
                  (folder.path() / name).string() + ": there is a file that is no socket");
        EXPECT_EQ(test::content_of(folder.path() / name), "precious");
    }
}

/// A daemon goes to the root folder when it goes to the background.
TEST(ControlServerTest, TakesItsSocketAwayFromAnotherFolder)
{
    const test::TemporaryFolder folder;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    auto server = ControlServer::listen("control", {});
    std::filesystem::current_path(before);
    ASSERT_TRUE(server) << server.error();
    server->reset();
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "control"));
}

TEST(ControlServerTest, SaysHowLongANameMayBe)
{
    const test::TemporaryFolder folder;
    const auto room = 102 - folder.path().native().size() - 1;
    EXPECT_TRUE(ControlServer::listen(folder.path() / std::string(room, 'a'), {}));
    const auto server = ControlServer::listen(folder.path() / std::string(room + 1, 'a'), {});
    ASSERT_FALSE(server);
    EXPECT_THAT(server.error(), testing::EndsWith("at most 102 octets"));
}

} // namespace
} // namespace uicc::daemon::control
