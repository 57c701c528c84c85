#include "daemon/pid_file.hpp"
#include "temporary_folder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <optional>
#include <sys/file.h>
#include <unistd.h>

namespace uicc::daemon {
namespace {

using ::testing::HasSubstr;

class PidFileTest : public testing::Test {
protected:
    test::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "pid";
};

TEST_F(PidFileTest, HoldsTheNumberOfThisProcessWhileItLives)
{
    {
        const auto held = PidFile::create(file);
        ASSERT_TRUE(held) << held.error();
        EXPECT_EQ(test::content_of(file), fmt::format("{}\n", getpid()));
    }
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(PidFileTest, IsRefusedWhileAnotherHoldsIt)
{
    const auto first = PidFile::create(file);
    ASSERT_TRUE(first);
    const auto second = PidFile::create(file);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), HasSubstr(fmt::format("already running as process {}", getpid())));
    EXPECT_THAT(second.error(), HasSubstr(file.string()));
    EXPECT_TRUE(std::filesystem::exists(file)) << "the refused one took the file away";
}

TEST_F(PidFileTest, TakesOverWhatACrashLeft)
{
    folder.write("pid", "123456789012\nmore\n");
    const auto held = PidFile::create(file);
    ASSERT_TRUE(held) << held.error();
    EXPECT_EQ(test::content_of(file), fmt::format("{}\n", getpid()));
}

TEST_F(PidFileTest, FollowsNoLink)
{
    folder.write("elsewhere", "precious");
    folder.link("pid", (folder.path() / "elsewhere").string());
    EXPECT_FALSE(PidFile::create(file));
    EXPECT_EQ(test::content_of(folder.path() / "elsewhere"), "precious");
}

TEST_F(PidFileTest, SaysWhyAFolderIsNoPlace)
{
    const auto nowhere = PidFile::create(folder.path() / "none" / "pid");
    ASSERT_FALSE(nowhere);
    EXPECT_THAT(nowhere.error(), HasSubstr("No such file or directory"));
}

TEST_F(PidFileTest, MovesWithItsOwner)
{
    std::optional<PidFile> owner;
    owner.emplace(std::move(PidFile::create(file)).value());
    EXPECT_FALSE(PidFile::create(file));
    owner.reset();
    EXPECT_TRUE(PidFile::create(file));
}

} // namespace
} // namespace uicc::daemon
