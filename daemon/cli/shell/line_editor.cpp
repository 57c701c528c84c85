#include "daemon/cli/shell/line_editor.hpp"

#include <algorithm>
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

/// Words as the library wants them, from malloc: their common beginning, and where there are
/// several, all of them behind it.
char** to_matches(const std::vector<std::string>& words)
{
    if (words.empty()) {
        return nullptr;
    }
    auto** matches = static_cast<char**>(std::calloc(words.size() + 2, sizeof(char*)));
    std::size_t next = 0;
    matches[next++] = strdup(common_beginning(words).c_str());
    for (std::size_t i = 0; words.size() > 1 && i < words.size(); ++i) {
        matches[next++] = strdup(words[i].c_str());
    }
    return matches;
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
    static char name[] = "vuicc";
    static char blanks[] = " \t";
    completer() = std::move(complete);
    rl_readline_name = name;
    rl_basic_word_break_characters = blanks;
    rl_completer_word_break_characters = blanks;
    rl_attempted_completion_function = complete_word;
    using_history();
}

LineEditor::~LineEditor()
{
    clear_history();
    completer() = nullptr;
}

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
