#include "daemon/background.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <iostream>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace uicc::daemon {
namespace {

constexpr char ready_mark = '+'; // first octet of the report; anything else is an error message

std::string read_report(int descriptor)
{
    std::string report;
    std::array<char, 512> part{};
    for (ssize_t size = 0; (size = read(descriptor, part.data(), part.size())) != 0;) {
        if (size > 0) {
            report.append(part.data(), static_cast<std::size_t>(size));
        } else if (errno != EINTR) {
            break;
        }
    }
    return report;
}

[[noreturn]] void wait_and_end(int descriptor)
{
    const std::string report = read_report(descriptor);
    if (report.starts_with(ready_mark)) {
        _exit(0);
    }
    std::cerr << (report.empty() ? "vuiccd: ended before it was ready\n" : report) << std::flush;
    _exit(1);
}

void turn_away_from_terminal()
{
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        dup2(nowhere, standard);
    }
    close(nowhere);
}

} // namespace

Background Background::enter()
{
    std::array<int, 2> pipe_ends{};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) {
        throw std::system_error{errno, std::generic_category(), "pipe"};
    }
    const pid_t child = fork();
    if (child < 0) {
        throw std::system_error{errno, std::generic_category(), "fork"};
    }
    if (child > 0) {
        close(pipe_ends[1]);
        wait_and_end(pipe_ends[0]);
    }
    close(pipe_ends[0]);
    setsid();
    return Background{pipe_ends[1]};
}

Background::Background(Background&& other) noexcept : report_{std::exchange(other.report_, -1)} {}

Background::~Background()
{
    if (report_ >= 0) {
        close(report_);
    }
}

void Background::ready()
{
    turn_away_from_terminal();
    static_cast<void>(chdir("/"));                     // no file system stays busy because of us
    static_cast<void>(write(report_, &ready_mark, 1)); // nobody is left to tell when it fails
    close(std::exchange(report_, -1));
}

void Background::failed(std::string_view message)
{
    const std::string line = std::string{message} + "\n";
    static_cast<void>(write(report_, line.data(), line.size()));
    close(std::exchange(report_, -1));
}

} // namespace uicc::daemon
