#include "daemon/cli/shell/words.hpp"

#include <fmt/format.h>

namespace uicc::daemon::cli::shell {
namespace {

/// Takes a line letter by letter.
class LineSplitter {
public:
    Result<std::vector<std::string>, std::string> split(std::string_view line)
    {
        for (const char letter : line) {
            if (letter == '#' && quote_ == '\0' && !is_escaped_ && !is_in_word_) {
                break;
            }
            take(letter);
        }
        if (quote_ != '\0' || is_escaped_) {
            return tl::unexpected{
                fmt::format("the line ends behind an open {}", is_escaped_ ? '\\' : quote_)};
        }
        end_word();
        return std::move(words_);
    }

private:
    void take(char letter)
    {
        if (is_escaped_) {
            is_escaped_ = false;
            add(letter);
        } else if (letter == '\\' && quote_ != '\'') {
            is_escaped_ = is_in_word_ = true;
        } else if (letter == quote_) {
            quote_ = '\0';
        } else if (quote_ == '\0' && (letter == '"' || letter == '\'')) {
            quote_ = letter;
            is_in_word_ = true;
        } else if (quote_ == '\0' && (letter == ' ' || letter == '\t')) {
            end_word();
        } else {
            add(letter);
        }
    }

    void add(char letter)
    {
        word_ += letter;
        is_in_word_ = true;
    }

    void end_word()
    {
        if (is_in_word_) {
            words_.push_back(std::move(word_));
        }
        word_.clear();
        is_in_word_ = false;
    }

    std::vector<std::string> words_;
    std::string word_;
    bool is_in_word_ = false; // also when it is empty: ''
    bool is_escaped_ = false;
    char quote_ = '\0';
};

} // namespace

Result<std::vector<std::string>, std::string> split_line(std::string_view line)
{
    return LineSplitter{}.split(line);
}

} // namespace uicc::daemon::cli::shell
