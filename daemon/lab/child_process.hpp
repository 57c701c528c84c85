#pragma once

#include "codec/result.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace uicc::daemon::lab {

/// A program that runs beside, in a process group of its own, which ends with this object.
class ChildProcess {
public:
    using Environment = std::vector<std::pair<std::string, std::string>>; ///< added to one's own

    static constexpr std::size_t most_output = std::size_t{1} << 20U;

    enum class Terminal {
        Hidden, ///< what it prints is kept, the last part of it when it is too much
        Shared, ///< it reads and prints where this process does
    };

    /// The program is looked up like a shell does. An error is a sentence.
    [[nodiscard]] static Result<ChildProcess, std::string> start(
        const std::vector<std::string>& command,
        const Environment& added,
        Terminal terminal = Terminal::Hidden);

    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess();

    /// Becomes readable when the program has ended, or has printed something.
    [[nodiscard]] int ended_descriptor() const noexcept { return ended_; }
    [[nodiscard]] int output_descriptor() const noexcept { return output_; }

    /// Takes what was printed; does not wait.
    void read_output();

    /// The exit status, 128 and the signal like a shell, as soon as the program has ended.
    [[nodiscard]] std::optional<int> exit_status();

    /// Asks the program to end, and gives it some time for that.
    void end_within(std::chrono::milliseconds patience);

    /// Ends the program and what it has started.
    void kill();

    /// What it printed to standard output and standard error, in order of arrival.
    [[nodiscard]] const std::string& output() const noexcept { return text_; }

private:
    ChildProcess(pid_t process, int ended, int output)
        : process_{process}, ended_{ended}, output_{output}
    {}

    void release() noexcept;

    pid_t process_ = -1;
    int ended_ = -1;
    int output_ = -1;
    std::optional<int> status_{};
    std::string text_{};
};

} // namespace uicc::daemon::lab
