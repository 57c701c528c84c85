#include "daemon/client/whole_file.hpp"
#include "tests/daemon/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace uicc::daemon::client {
namespace {

TEST(WholeFile, ReplacesWhatASymbolicLinkLeadsTo)
{
    const test::TemporaryFolder folder;
    folder.write("file", "before");
    folder.link("link", (folder.path() / "file").string());
    ASSERT_TRUE(replace_file(folder.path() / "link", "after"));
    EXPECT_TRUE(std::filesystem::is_symlink(folder.path() / "link"));
    EXPECT_EQ(test::content_of(folder.path() / "file"), "after");
}

TEST(WholeFile, LeavesAloneWhatIsNoFile)
{
    const test::TemporaryFolder folder;
    const auto pipe = folder.path() / "pipe";
    ASSERT_EQ(mkfifo(pipe.c_str(), S_IRUSR | S_IWUSR), 0);
    const auto replaced = replace_file(pipe, "after");
    ASSERT_FALSE(replaced);
    EXPECT_EQ(replaced.error(), pipe.string() + ": this is no file");
    EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

} // namespace
} // namespace uicc::daemon::client
