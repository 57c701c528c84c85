#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace uicc::test {

/// What a program that has ended leaves behind.
struct Outcome {
    int status = -1; ///< exit status; -1 when a signal ended it
    std::string output{};
    std::string errors{};
};

/// An environment variable, "NAME=value"; without a value it is taken away.
using Environment = std::vector<std::string>;

/// A program with its output in files of its own. Killed in the end if it still runs.
class Program {
public:
    explicit Program(const std::vector<std::string>& arguments,
                     std::string_view input = {},
                     const Environment& changes = {});
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    Program(Program&&) = delete;
    Program& operator=(Program&&) = delete;
    ~Program();

    [[nodiscard]] pid_t id() const { return id_; }
    void send_signal(int signal) const;

    /// Throws std::runtime_error when the program does not end in time.
    Outcome wait();

private:
    int output_;
    int errors_;
    pid_t id_;
};

/// Runs a program to its end.
Outcome run(const std::vector<std::string>& arguments,
            std::string_view input = {},
            const Environment& changes = {});

/// An empty folder that vanishes with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder(TemporaryFolder&&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Writes a file, with the folders that lead to it, and returns its path.
    std::filesystem::path write(const std::filesystem::path& name, std::string_view content) const;

private:
    std::filesystem::path path_;
};

[[nodiscard]] std::string read_file(const std::filesystem::path& file);

} // namespace uicc::test
