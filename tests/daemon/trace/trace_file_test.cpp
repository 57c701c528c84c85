#include "daemon/trace/trace_file.hpp"
#include "tests/daemon/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

namespace uicc::daemon::trace {
namespace {

/// Files of this process cannot grow beyond a size, as on a disk that is full.
class FullDisk {
public:
    explicit FullDisk(rlim_t size)
    {
        before_ = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &limits_);
        const rlimit small{size, limits_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
    FullDisk(FullDisk&&) = delete;
    FullDisk& operator=(FullDisk&&) = delete;
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &limits_);
        std::signal(SIGXFSZ, before_);
    }

private:
    rlimit limits_{};
    void (*before_)(int) = nullptr;
};

TEST(TraceFile, TakesBackWhatDidNotFitAndGoesOnBehindWholeRecords)
{
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "trace";
    auto file = std::move(*TraceFile::open(path, {}));
    ASSERT_TRUE(file.write("whole\n"));
    {
        const FullDisk disk{10};
        EXPECT_FALSE(file.write("too long for it\n"));
    }
    ASSERT_TRUE(file.write("next\n"));
    EXPECT_EQ(test::content_of(path), "whole\nnext\n");
}

TEST(TraceFile, DoesNotWaitForAPipeThatNobodyReads)
{
    const test::TemporaryFolder folder;
    const auto pipe = folder.path() / "pipe";
    ASSERT_EQ(mkfifo(pipe.c_str(), S_IRUSR | S_IWUSR), 0);
    EXPECT_FALSE(TraceFile::open(pipe, {}));
}

} // namespace
} // namespace uicc::daemon::trace
