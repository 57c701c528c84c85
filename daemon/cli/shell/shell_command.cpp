#include "daemon/cli/command.hpp"
#include "daemon/cli/completion/daemon_names.hpp"
#include "daemon/cli/control_options.hpp"
#include "daemon/cli/shell/line_editor.hpp"
#include "daemon/cli/shell/words.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <sys/wait.h>
#include <unistd.h>

namespace uicc::daemon::cli {
namespace {

/// The words of a line so far; the last one is being typed, and may be empty.
std::vector<std::string> typed_words(const std::string& line)
{
    auto words = shell::split_line(line).value_or(std::vector<std::string>{});
    if (line.empty() || line.ends_with(' ') || line.ends_with('\t')) {
        words.emplace_back();
    }
    return words;
}

std::vector<std::string> complete_line(const std::string& line)
{
    const auto words = typed_words(line);
    return words.empty() ? std::vector<std::string>{}
                         : completion::complete(words, completion::ask_daemon_of(words)).words;
}

bool leaves(const std::vector<std::string>& words)
{
    return words.size() == 1 && (words.front() == "exit" || words.front() == "quit");
}

/// Runs a command in a process of its own, which can be broken off.
int run_apart(Arguments words)
{
    std::cout.flush();
    const pid_t process = fork();
    if (process == 0) {
        std::signal(SIGINT, SIG_DFL); // NOLINT: C interface
        const int status = run(words);
        std::cout.flush();
        _exit(status);
    }
    int status = 0;
    while (waitpid(process, &status, 0) == -1 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : failure;
}

int run_here(Arguments words)
{
    const int status = run(words);
    std::cout.flush();
    return status;
}

/// The outcome of one line; nothing when it says to leave.
std::optional<int> run_line(const std::string& line, int (*run_words)(Arguments words))
{
    const auto words = shell::split_line(line);
    if (!words) {
        std::cerr << "vuicc: " << words.error() << '\n';
        return wrong_usage;
    }
    if (leaves(*words)) {
        return std::nullopt;
    }
    return words->empty() ? success : run_words(*words);
}

int run_from_terminal()
{
    shell::LineEditor editor{complete_line};
    while (const auto line = editor.read_line("vuicc> ")) {
        if (!run_line(*line, run_apart)) {
            return success;
        }
    }
    std::cout << '\n';
    return success;
}

int run_from_input()
{
    for (std::string line; std::getline(std::cin, line);) {
        const auto status = run_line(line, run_here);
        if (!status || *status != success) {
            return status.value_or(success);
        }
    }
    return success;
}

} // namespace

int run_shell(Arguments arguments)
{
    const auto options = parse_control_options(arguments);
    if (!options || !options->words.empty() || options->json) {
        return complain("shell", options ? "expected nothing but --control" : options.error());
    }
    // What the commands of the shell ask when they are not told otherwise.
    setenv("VUICC_CONTROL", options->socket.c_str(), 1); // NOLINT(concurrency-mt-unsafe)
    return isatty(STDIN_FILENO) != 0 ? run_from_terminal() : run_from_input();
}

} // namespace uicc::daemon::cli
