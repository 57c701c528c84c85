#include "daemon/cli/usage/usage.hpp"

#include <algorithm>
#include <sstream>

namespace uicc::daemon::cli::usage {
namespace {

constexpr std::string_view gap = "  "; // between what is explained and its explanation

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(' ');
    const auto last = text.find_last_not_of(' ');
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, last - first + 1);
}

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    std::istringstream stream{std::string{text}};
    for (std::string part; std::getline(stream, part, separator);) {
        if (!part.empty()) {
            parts.push_back(std::move(part));
        }
    }
    return parts;
}

std::string without_brackets(std::string word)
{
    std::erase_if(word, [](char letter) { return letter == '[' || letter == ']'; });
    return word;
}

/// Words of a line with the program and command taken off, and options with their arguments.
class WordReader {
public:
    WordReader(const Usage& usage, std::string_view line) : usage_{usage}, tokens_{split(line, ' ')}
    {}

    [[nodiscard]] std::vector<Word> read()
    {
        constexpr std::size_t first = 2;
        for (at_ = first; at_ < tokens_.size(); ++at_) {
            const std::string token = without_brackets(tokens_[at_]);
            if (token.starts_with("-") && token != "-") {
                skip_argument(token);
            } else if (token == "...") {
                repeat();
            } else if (token != "OPTION") {
                words_.push_back({.alternatives = split(token, '|'),
                                  .is_optional = tokens_[at_].starts_with('[')});
            }
        }
        return std::move(words_);
    }

private:
    void skip_argument(const std::string& token)
    {
        const bool opens = tokens_[at_].starts_with('[') && !tokens_[at_].ends_with(']');
        const Option* option = usage_.find(token);
        if (opens ||
            (option != nullptr && !option->argument.empty() && !tokens_[at_].ends_with(']'))) {
            ++at_;
        }
    }

    void repeat()
    {
        if (!words_.empty()) {
            words_.back().is_repeated = true;
        }
    }

    const Usage& usage_;
    std::vector<std::string> tokens_;
    std::size_t at_ = 0;
    std::vector<Word> words_;
};

Option read_option(std::string_view line)
{
    const auto default_value = line.find(") "); // boost leaves no gap behind a long one
    const auto end =
        std::min(line.find(gap),
                 default_value == std::string_view::npos ? default_value : default_value + 1);
    const std::string_view head = line.substr(0, end);
    const auto blank = head.find(' ');
    Option option{.name = std::string{head.substr(0, blank)}};
    if (blank != std::string_view::npos) {
        option.argument = trimmed(head.substr(blank));
    }
    if (end != std::string_view::npos) {
        option.text = trimmed(line.substr(end));
    }
    return option;
}

Synopsis read_synopsis(std::string_view line)
{
    const auto end = line.find(gap);
    return {.line = std::string{line.substr(0, end)},
            .explanation = std::string{end == std::string_view::npos ? std::string_view{}
                                                                     : trimmed(line.substr(end))}};
}

/// Adds to the last of some texts, with a blank in between.
void go_on(std::string& text, std::string_view more)
{
    text += (text.empty() ? "" : " ") + std::string{trimmed(more)};
}

/// Sorts lines by what they look like.
class LineReader {
public:
    explicit LineReader(Usage& usage) : usage_{usage} {}

    void take(std::string_view line)
    {
        if (line.empty()) {
            is_in_paragraph_ = false;
        } else if (line.starts_with("  -")) {
            usage_.options.push_back(read_option(line.substr(gap.size())));
            is_in_paragraph_ = false;
        } else if (line.starts_with(gap) && !is_in_paragraph_ && !usage_.options.empty()) {
            go_on(usage_.options.back().text, line);
        } else if (line.starts_with("vuicc ") && usage_.paragraphs.empty()) {
            usage_.synopses.push_back(read_synopsis(line));
        } else {
            if (!is_in_paragraph_) {
                usage_.paragraphs.emplace_back();
            }
            is_in_paragraph_ = true;
            go_on(usage_.paragraphs.back(), line);
        }
    }

private:
    Usage& usage_;
    bool is_in_paragraph_ = false;
};

} // namespace

const Option* Usage::find(std::string_view option) const
{
    const auto found = std::ranges::find(options, option, &Option::name);
    return found == options.end() ? nullptr : &*found;
}

bool is_placeholder(std::string_view word)
{
    return std::ranges::any_of(word, [](char letter) { return letter >= 'A' && letter <= 'Z'; });
}

Usage read_usage(std::string_view text)
{
    Usage usage;
    LineReader reader{usage};
    std::istringstream lines{std::string{text}};
    for (std::string line; std::getline(lines, line);) {
        reader.take(line);
    }
    for (Synopsis& synopsis : usage.synopses) {
        synopsis.words = WordReader{usage, synopsis.line}.read();
    }
    return usage;
}

} // namespace uicc::daemon::cli::usage
