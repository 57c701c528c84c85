#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace uicc::daemon::cli::usage {

/// One word of a synopsis behind the command: "[CARD]", "on|off", "EF".
struct Word {
    std::vector<std::string> alternatives{}; ///< capitals stand for something: CARD
    bool is_optional = false;
    bool is_repeated = false;
};

/// One line that begins with the program.
struct Synopsis {
    std::string line{};        ///< "vuicc file read [CARD] EF"
    std::string explanation{}; ///< what stands behind it on the line
    std::vector<Word> words{}; ///< without options
};

struct Option {
    std::string name{};     ///< "--record"
    std::string argument{}; ///< "N"; empty: a flag
    std::string text{};
};

/// The usage of a command, taken apart: lines of synopsis, then paragraphs, and lines
/// "  --option ARGUMENT  text" that go on further to the right.
struct Usage {
    std::vector<Synopsis> synopses{};
    std::vector<std::string> paragraphs{};
    std::vector<Option> options{};

    [[nodiscard]] const Option* find(std::string_view option) const;
};

[[nodiscard]] Usage read_usage(std::string_view text);

/// Whether a word of a synopsis stands for something.
[[nodiscard]] bool is_placeholder(std::string_view word);

} // namespace uicc::daemon::cli::usage
