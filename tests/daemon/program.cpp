#include "tests/daemon/program.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace uicc::test {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;

int new_file(std::string_view content)
{
    const int descriptor = memfd_create("test", 0);
    if (descriptor < 0 || write(descriptor, content.data(), content.size()) < 0) {
        throw std::system_error{errno, std::generic_category(), "memfd_create"};
    }
    lseek(descriptor, 0, SEEK_SET);
    return descriptor;
}

std::string content_of(int descriptor)
{
    std::string content;
    std::array<char, 4096> part{};
    off_t offset = 0;
    for (ssize_t size = 0; (size = pread(descriptor, part.data(), part.size(), offset)) > 0;) {
        content.append(part.data(), static_cast<std::size_t>(size));
        offset += size;
    }
    return content;
}

void change_environment(const Environment& changes)
{
    for (const std::string& change : changes) {
        const auto equals = change.find('=');
        if (equals == std::string::npos) {
            unsetenv(change.c_str()); // NOLINT(concurrency-mt-unsafe): in a process of its own
        } else {
            // NOLINTNEXTLINE(concurrency-mt-unsafe)
            setenv(change.substr(0, equals).c_str(), change.c_str() + equals + 1, 1);
        }
    }
}

[[noreturn]] void become(const std::vector<std::string>& arguments,
                         const std::array<int, 3>& files,
                         const Environment& changes)
{
    for (int standard = 0; standard < 3; ++standard) {
        dup2(files[static_cast<std::size_t>(standard)], standard);
    }
    change_environment(changes);
    std::vector<char*> words;
    words.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments) {
        words.push_back(const_cast<char*>(argument.c_str())); // NOLINT: execvp changes nothing
    }
    words.push_back(nullptr);
    execvp(words.front(), words.data());
    _exit(127);
}

} // namespace

Program::Program(const std::vector<std::string>& arguments,
                 std::string_view input,
                 const Environment& changes)
    : output_{new_file({})}, errors_{new_file({})}
{
    const int input_file = new_file(input);
    id_ = fork();
    if (id_ == 0) {
        become(arguments, {input_file, output_, errors_}, changes);
    }
    close(input_file);
}

Program::~Program()
{
    if (id_ > 0) {
        kill(id_, SIGKILL);
        waitpid(id_, nullptr, 0);
    }
    close(output_);
    close(errors_);
}

void Program::send_signal(int signal) const
{
    kill(id_, signal);
}

Outcome Program::wait()
{
    int status = 0;
    for (const auto deadline = std::chrono::steady_clock::now() + patience;
         waitpid(id_, &status, WNOHANG) == 0;) {
        if (std::chrono::steady_clock::now() > deadline) {
            throw std::runtime_error{"a program has not ended: " + content_of(errors_)};
        }
        std::this_thread::sleep_for(5ms);
    }
    id_ = -1;
    return {.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
            .output = content_of(output_),
            .errors = content_of(errors_)};
}

Outcome run(const std::vector<std::string>& arguments,
            std::string_view input,
            const Environment& changes)
{
    return Program{arguments, input, changes}.wait();
}

TemporaryFolder::TemporaryFolder()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "vuicc-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
        throw std::system_error{errno, std::generic_category(), pattern};
    }
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TemporaryFolder::write(const std::filesystem::path& name,
                                             std::string_view content) const
{
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << content;
    return file;
}

std::string read_file(const std::filesystem::path& file)
{
    std::ifstream input{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{input}, {}};
}

} // namespace uicc::test
