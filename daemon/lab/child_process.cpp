#include "daemon/lab/child_process.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ; // NOLINT: POSIX's name

namespace uicc::daemon::lab {
namespace {

/// The settings of a new process: no blocked signals, and a group and outputs of its own unless it
/// shares those of this one.
class Settings {
public:
    explicit Settings(std::optional<int> output)
    {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        sigset_t none{};
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
        short flags = POSIX_SPAWN_SETSIGMASK;
        if (output) {
            redirect(*output);
            flags |= POSIX_SPAWN_SETPGROUP;
        }
        posix_spawnattr_setflags(&attributes_, flags);
        // A client that held the connection of a card would keep it in its reader.
        posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    }
    Settings(const Settings&) = delete;
    Settings& operator=(const Settings&) = delete;
    Settings(Settings&&) = delete;
    Settings& operator=(Settings&&) = delete;
    ~Settings()
    {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }

    [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }
    [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

private:
    void redirect(int output)
    {
        posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }

    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

std::vector<std::string> merged(const ChildProcess::Environment& added)
{
    std::map<std::string, std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) { // NOLINT: C interface
        const std::string text{*variable};
        const auto end = text.find('=');
        variables[text.substr(0, end)] = end == std::string::npos ? "" : text.substr(end + 1);
    }
    for (const auto& [name, value] : added) {
        variables[name] = value;
    }
    std::vector<std::string> texts;
    for (const auto& [name, value] : variables) {
        texts.push_back(name + '=' + value);
    }
    return texts;
}

/// What C wants: pointers to the texts, and one to nothing.
std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> list;
    for (std::string& text : texts) {
        list.push_back(text.data());
    }
    list.push_back(nullptr);
    return list;
}

int status_of(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// The process and a descriptor that tells of its end.
Result<std::pair<pid_t, int>, std::string> spawn(const std::vector<std::string>& command,
                                                 const ChildProcess::Environment& added,
                                                 const Settings& settings)
{
    std::vector<std::string> words = command;
    std::vector<std::string> variables = merged(added);
    pid_t process = -1;
    const int error =
        posix_spawnp(&process, command.front().c_str(), settings.actions(), settings.attributes(),
                     pointers(words).data(), pointers(variables).data());
    if (error != 0) {
        return tl::unexpected{fmt::format("{}: {}", command.front(), std::strerror(error))};
    }
    return std::pair{process, static_cast<int>(syscall(SYS_pidfd_open, process, 0))};
}

} // namespace

Result<ChildProcess, std::string> ChildProcess::start(const std::vector<std::string>& command,
                                                      const Environment& added,
                                                      Terminal terminal)
{
    if (terminal == Terminal::Shared) {
        const auto [process, ended] = TRY(spawn(command, added, Settings{std::nullopt}));
        return ChildProcess{process, ended, -1};
    }
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        return tl::unexpected{fmt::format("{}: {}", command.front(), std::strerror(errno))};
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    const auto spawned = spawn(command, added, Settings{ends[1]});
    ::close(ends[1]);
    if (!spawned) {
        ::close(ends[0]);
        return tl::unexpected{spawned.error()};
    }
    return ChildProcess{spawned->first, spawned->second, ends[0]};
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : process_{std::exchange(other.process_, -1)}, ended_{std::exchange(other.ended_, -1)},
      output_{std::exchange(other.output_, -1)}, status_{other.status_}, text_{
                                                                             std::move(other.text_)}
{}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept
{
    if (this != &other) {
        release();
        process_ = std::exchange(other.process_, -1);
        ended_ = std::exchange(other.ended_, -1);
        output_ = std::exchange(other.output_, -1);
        status_ = other.status_;
        text_ = std::move(other.text_);
    }
    return *this;
}

ChildProcess::~ChildProcess()
{
    release();
}

void ChildProcess::release() noexcept
{
    if (process_ != -1) {
        kill();
        ::close(ended_);
        if (output_ != -1) {
            ::close(output_);
        }
        process_ = -1;
    }
}

void ChildProcess::read_output()
{
    if (output_ == -1) {
        return;
    }
    std::array<char, 4096> part{};
    ssize_t size = 0;
    while ((size = ::read(output_, part.data(), part.size())) > 0) {
        text_.append(part.data(), static_cast<std::size_t>(size));
    }
    if (size == 0) { // nobody can print any more: polling would tell so for ever
        ::close(std::exchange(output_, -1));
    }
    if (text_.size() > most_output) {
        text_.erase(0, text_.size() - most_output);
    }
}

std::optional<int> ChildProcess::exit_status()
{
    int status = 0;
    if (!status_ && waitpid(process_, &status, WNOHANG) == process_) {
        status_ = status_of(status);
        read_output();
    }
    return status_;
}

void ChildProcess::end_within(std::chrono::milliseconds patience)
{
    if (::kill(-process_, SIGTERM) != 0) { // it shares our group
        ::kill(process_, SIGTERM);
    }
    pollfd waiting{ended_, POLLIN, 0};
    poll(&waiting, 1, static_cast<int>(patience.count()));
}

void ChildProcess::kill()
{
    ::kill(-process_, SIGKILL); // its group, if it has one
    if (int status = 0;
        !status_ && ::kill(process_, SIGKILL) == 0 && waitpid(process_, &status, 0) == process_) {
        status_ = status_of(status);
    }
    read_output();
}

} // namespace uicc::daemon::lab
