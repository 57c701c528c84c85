#include "daemon/cli/command.hpp"
#include "daemon/cli/completion/daemon_names.hpp"

#include <iostream>

namespace uicc::daemon::cli {
namespace {

/// Asks vuicc itself; 3 as its status says that a file may stand there as well.
constexpr std::string_view bash_script = R"bash(# completion of vuicc for bash
_vuicc() {
    local found status word
    found=$("$1" completion words "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    status=$?
    COMPREPLY=()
    if [ -n "$found" ]; then
        while IFS= read -r word; do
            COMPREPLY+=("$(printf '%q' "$word")")
        done <<<"$found"
    fi
    if [ "$status" -eq 3 ]; then
        compopt -o default
    fi
}
complete -F _vuicc vuicc
)bash";

constexpr int file_may_follow = 3; // as the script knows

int print_candidates(Arguments words)
{
    const auto found = completion::complete(words, completion::ask_daemon_of(words));
    for (const std::string& word : found.words) {
        std::cout << word << '\n';
    }
    return found.takes_file ? file_may_follow : success;
}

} // namespace

int run_completion(Arguments arguments)
{
    if (arguments.size() == 1 && arguments.front() == "bash") {
        std::cout << bash_script;
        return success;
    }
    if (!arguments.empty() && arguments.front() == "words") {
        return print_candidates(arguments.subspan(1));
    }
    return complain_of_action("completion", arguments);
}

} // namespace uicc::daemon::cli
