#include "daemon/cli/shell/line_editor.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <editline/readline.h>
#include <memory>

namespace uicc::daemon::cli::shell {
namespace {

// The library calls a plain function, so what completes has to stand where that finds it.
CompleteLine& completer()
{
    static CompleteLine complete; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
    return complete;
}

std::string common_beginning(const std::vector<std::string>& words)
{
    std::string common = words.front();
    for (const std::string& word : words) {
        const auto [end, ignored] =
            std::mismatch(common.begin(), common.end(), word.begin(), word.end());
        common.erase(end, common.end());
    }
    return common;
}

/// Words as the library wants them, which frees them, and looks one place behind their end: their
/// common beginning, and where there are several, all of them behind it.
char** to_matches(const std::vector<std::string>& words)
{
    if (words.empty()) {
        return nullptr;
    }
    std::vector<std::string> matches{common_beginning(words)};
    if (words.size() > 1) {
        matches.insert(matches.end(), words.begin(), words.end());
    }
    // NOLINTNEXTLINE(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory)
    auto** list = static_cast<char**>(std::calloc(matches.size() + 2, sizeof(char*)));
    std::transform(matches.begin(), matches.end(), list,
                   [](const std::string& match) { return strdup(match.c_str()); });
    return list;
}

char** complete_word(const char* /*word*/, int /*start*/, int end)
{
    rl_attempted_completion_over = 1; // files are offered below, where they fit
    const std::string line{rl_line_buffer, static_cast<std::size_t>(end)};
    return to_matches(completer()(line));
}

} // namespace

LineEditor::LineEditor(CompleteLine complete)
{
    completer() = std::move(complete);
    rl_readline_name = "vuicc";
    rl_basic_word_break_characters = " \t";
    rl_attempted_completion_function = complete_word;
    rl_catch_signals = 0; // is looked at by the next call alone
    using_history();
    std::signal(SIGINT, SIG_IGN); // NOLINT: C interface. Ctrl-C is for commands that run.
}

LineEditor::~LineEditor()
{
    clear_history();
    completer() = nullptr;
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): the constructor prepares it
std::optional<std::string> LineEditor::read_line(const char* prompt)
{
    const std::unique_ptr<char, decltype(&std::free)> line{readline(prompt), &std::free};
    if (line == nullptr) {
        return std::nullopt;
    }
    if (*line != '\0') {
        add_history(line.get());
    }
    return std::string{line.get()};
}

} // namespace uicc::daemon::cli::shell
