#include "daemon/cli/requests/words.hpp"

#include "daemon/fault_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace uicc::daemon::cli::requests {

namespace {

/// A terminal that does not show what is typed, until the end of this.
class HiddenInput {
public:
    HiddenInput() : is_terminal_{tcgetattr(STDIN_FILENO, &usual_) == 0}
    {
        if (is_terminal_) {
            termios hidden = usual_;
            hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
            std::cerr << "new value: ";
        }
    }
    HiddenInput(const HiddenInput&) = delete;
    HiddenInput& operator=(const HiddenInput&) = delete;
    HiddenInput(HiddenInput&&) = delete;
    HiddenInput& operator=(HiddenInput&&) = delete;
    ~HiddenInput()
    {
        if (is_terminal_) {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual_);
            std::cerr << '\n';
        }
    }

private:
    termios usual_{};
    bool is_terminal_;
};

} // namespace

Result<Json, std::string> as_text(const std::string& word)
{
    return word;
}

Result<Json, std::string> as_number(const std::string& word)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size()) {
        return tl::unexpected{fmt::format("{}: expected a number", word)};
    }
    return number;
}

Result<Json, std::string> as_switch(const std::string& word)
{
    if (word != "on" && word != "off") {
        return tl::unexpected{fmt::format("{}: expected on or off", word)};
    }
    return word == "on";
}

Result<Json, std::string> as_absolute_path(const std::string& word)
{
    std::error_code error;
    const auto path = std::filesystem::absolute(word, error);
    if (error) {
        return tl::unexpected{fmt::format("{}: {}", word, error.message())};
    }
    return path.lexically_normal().string();
}

Result<Json, std::string> as_exported_state(const std::string& word)
{
    std::ifstream input;
    if (word != "-") {
        input.open(word, std::ios::binary);
        if (!input) {
            return tl::unexpected{fmt::format("{}: cannot be read", word)};
        }
    }
    Json content = Json::parse(word == "-" ? std::cin : input, nullptr, false);
    if (!content.is_object()) {
        return tl::unexpected{fmt::format("{}: this is no exported state", word)};
    }
    return content;
}

Result<Json, std::string> as_readable_content(const std::string& word)
{
    if (!word.starts_with('[') && !word.starts_with('{')) {
        return word;
    }
    Json content = Json::parse(word, nullptr, false);
    if (content.is_discarded()) {
        return tl::unexpected{fmt::format("{}: this is not JSON", word)};
    }
    return content;
}

Result<Json, std::string> as_fault(const std::string& word)
{
    return read_fault_text(word);
}

Result<Json, std::string> as_secret(const std::string& word)
{
    if (word != "-") {
        return word;
    }
    const HiddenInput hidden;
    std::string secret;
    if (!std::getline(std::cin, secret)) {
        return tl::unexpected{std::string{"standard input has no line"}};
    }
    return secret;
}

} // namespace uicc::daemon::cli::requests
