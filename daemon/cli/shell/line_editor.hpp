#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace uicc::daemon::cli::shell {

/// What may stand instead of the last word of a line that is being typed.
using CompleteLine = std::function<std::vector<std::string>(const std::string& line)>;

/// Lines from a terminal, with editing, completion by the Tab key and a history that nobody writes
/// down. One at a time: the library behind it has one state for the program.
class LineEditor {
public:
    explicit LineEditor(CompleteLine complete);
    LineEditor(const LineEditor&) = delete;
    LineEditor& operator=(const LineEditor&) = delete;
    LineEditor(LineEditor&&) = delete;
    LineEditor& operator=(LineEditor&&) = delete;
    ~LineEditor();

    /// Nothing at the end of input.
    [[nodiscard]] std::optional<std::string> read_line(const char* prompt);
};

} // namespace uicc::daemon::cli::shell
