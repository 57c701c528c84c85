#include "daemon/lab/child_process.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <string>
#include <unistd.h>

namespace uicc::daemon::lab {
namespace {

constexpr int patience = 20'000; // milliseconds

ChildProcess started(const std::string& script, const ChildProcess::Environment& added = {})
{
    return std::move(*ChildProcess::start({"sh", "-c", script}, added));
}

int status_of(ChildProcess& process)
{
    while (!process.exit_status()) {
        pollfd waiting{process.ended_descriptor(), POLLIN, 0};
        if (poll(&waiting, 1, patience) != 1) {
            return -1;
        }
    }
    return *process.exit_status();
}

TEST(ChildProcess, TellsHowAProgramEnded)
{
    ChildProcess process = started("exit 7");
    EXPECT_EQ(status_of(process), 7);
    ChildProcess killed = started("kill -TERM $$");
    EXPECT_EQ(status_of(killed), 128 + SIGTERM);
}

TEST(ChildProcess, KeepsWhatIsPrintedToBothOutputs)
{
    ChildProcess process = started("echo out; echo err >&2");
    status_of(process);
    EXPECT_EQ(process.output(), "out\nerr\n");
}

TEST(ChildProcess, KeepsTheEndOfALongOutput)
{
    ChildProcess process = started("yes | head -c 3000000; echo end");
    while (!process.exit_status()) {
        pollfd waiting{process.output_descriptor(), POLLIN, 0};
        poll(&waiting, 1, 100);
        process.read_output();
    }
    EXPECT_EQ(process.output().size(), ChildProcess::most_output);
    EXPECT_TRUE(process.output().ends_with("end\n"));
}

TEST(ChildProcess, AddsToTheEnvironment)
{
    ChildProcess process = started("test -n \"$PATH\" && echo $READER", {{"READER", "A B"}});
    EXPECT_EQ(status_of(process), 0);
    EXPECT_EQ(process.output(), "A B\n");
}

TEST(ChildProcess, EndsWithEverythingThatItStarted)
{
    pid_t grandchild = 0;
    {
        ChildProcess process = started("sleep 1000 & echo $!; wait");
        pollfd waiting{process.output_descriptor(), POLLIN, 0};
        ASSERT_EQ(poll(&waiting, 1, patience), 1);
        process.read_output();
        grandchild = std::stoi(process.output());
        ASSERT_EQ(::kill(grandchild, 0), 0);
    }
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds{patience};
    while (getpgid(grandchild) >= 0 && std::chrono::steady_clock::now() < give_up) {
        poll(nullptr, 0, 10);
    }
    EXPECT_LT(getpgid(grandchild), 0);
}

TEST(ChildProcess, LetsAProgramTidyUpWhenItIsAskedToEnd)
{
    ChildProcess process = started("trap 'echo bye; exit 3' TERM; echo ready; sleep 1000 & wait");
    pollfd waiting{process.output_descriptor(), POLLIN, 0};
    ASSERT_EQ(poll(&waiting, 1, patience), 1);
    process.end_within(std::chrono::milliseconds{patience});
    EXPECT_EQ(process.exit_status(), 3);
    EXPECT_EQ(process.output(), "ready\nbye\n");
}

TEST(ChildProcess, InheritsNothingButItsOutputs)
{
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    ChildProcess process = started("echo /proc/self/fd/*");
    status_of(process);
    EXPECT_EQ(process.output().find(fmt::format("/fd/{}", ends[1])), std::string::npos);
    close(ends[0]);
    close(ends[1]);
}

TEST(ChildProcess, SharesTheTerminalWhenItIsTold)
{
    auto process = ChildProcess::start({"sh", "-c", "exit 4"}, {}, ChildProcess::Terminal::Shared);
    ASSERT_TRUE(process);
    EXPECT_EQ(status_of(*process), 4);
    EXPECT_EQ(process->output(), "");
}

TEST(ChildProcess, SaysWhichProgramIsMissing)
{
    const auto process = ChildProcess::start({"/no/such/program"}, {});
    ASSERT_FALSE(process);
    EXPECT_EQ(process.error(), "/no/such/program: No such file or directory");
}

} // namespace
} // namespace uicc::daemon::lab
