#include "daemon/cli/completion/completion.hpp"

#include "daemon/cli/command.hpp"
#include "daemon/cli/completion/names.hpp"
#include "daemon/cli/usage/usage.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace uicc::daemon::cli::completion {
namespace {

using usage::Synopsis;
using usage::Usage;
using usage::Word;
using Words = std::span<const std::string>;

constexpr std::array file_placeholders{"FILE", "PROFILE", "FOLDER", "SOCKET", "TRACE"};

std::vector<std::string> command_names()
{
    std::vector<std::string> names{"help"};
    for (const Command& command : commands()) {
        names.emplace_back(command.name);
    }
    return names;
}

/// What is typed behind a command, compared with its usage.
class CommandLine {
public:
    CommandLine(const Usage& usage, Names& names) : usage_{usage}, names_{names} {}

    /// Words in front of the one that is completed.
    void pass(Words words)
    {
        for (const std::string& word : words) {
            if (open_option_ != nullptr) {
                open_option_ = nullptr;
            } else if (word.starts_with("--")) {
                const usage::Option* option = usage_.find(word);
                open_option_ = option != nullptr && !option->argument.empty() ? option : nullptr;
            } else {
                positional_.push_back(word);
            }
        }
        if (!positional_.empty()) {
            find_card();
        }
    }

    /// Everything that may come next.
    [[nodiscard]] Candidates next(bool begins_with_hyphen)
    {
        if (open_option_ != nullptr) {
            offer(open_option_->argument);
        } else if (begins_with_hyphen) {
            for (const usage::Option& option : usage_.options) {
                found_.words.push_back(option.name);
            }
        } else {
            std::ranges::for_each(usage_.synopses,
                                  [this](const Synopsis& synopsis) { offer_next_of(synopsis); });
        }
        return std::move(found_);
    }

private:
    void find_card()
    {
        const auto card = std::ranges::find_if(
            positional_, [this](const std::string& word) { return names_.is_card(word); });
        if (card != positional_.end()) {
            names_.use_card(*card);
        }
    }

    void offer(std::string_view alternative)
    {
        if (!usage::is_placeholder(alternative)) {
            found_.words.emplace_back(alternative);
            return;
        }
        if (std::ranges::find(file_placeholders, alternative) != file_placeholders.end()) {
            found_.takes_file = true;
        }
        std::ranges::copy(alternative == "COMMAND" ? command_names() : names_.of(alternative),
                          std::back_inserter(found_.words));
    }

    [[nodiscard]] bool accepts(const Word& word, const std::string& given)
    {
        return std::ranges::any_of(word.alternatives, [&](const std::string& alternative) {
            return alternative == "CARD"
                       ? names_.is_card(given)
                       : usage::is_placeholder(alternative) || alternative == given;
        });
    }

    /// Places of a synopsis that are reached from one by leaving optional words out.
    static void add_reachable(const Synopsis& synopsis, std::size_t from, std::set<std::size_t>& to)
    {
        for (std::size_t place = from; place < synopsis.words.size(); ++place) {
            to.insert(place);
            if (!synopsis.words[place].is_optional) {
                break;
            }
        }
    }

    void offer_next_of(const Synopsis& synopsis)
    {
        std::set<std::size_t> places;
        add_reachable(synopsis, 0, places);
        for (const std::string& given : positional_) {
            std::set<std::size_t> further;
            for (const std::size_t place : places) {
                if (accepts(synopsis.words[place], given)) {
                    add_reachable(synopsis, place + (synopsis.words[place].is_repeated ? 0 : 1),
                                  further);
                }
            }
            places = std::move(further);
        }
        for (const std::size_t place : places) {
            for (const std::string& alternative : synopsis.words[place].alternatives) {
                offer(alternative);
            }
        }
    }

    const Usage& usage_;
    Names& names_;
    std::vector<std::string> positional_;
    const usage::Option* open_option_ = nullptr;
    Candidates found_;
};

Candidates everything_at(Words words, const Ask& ask)
{
    const std::string& name = words.front();
    if (words.size() == 1 || (name == "help" && words.size() == 2)) {
        return {.words = command_names()};
    }
    const auto command = std::ranges::find(commands(), name, &Command::name);
    if (command == commands().end()) {
        return {};
    }
    const Usage usage = usage::read_usage(full_usage(*command));
    Names names{ask};
    CommandLine line{usage, names};
    line.pass(words.subspan(1, words.size() - 2));
    return line.next(words.back().starts_with('-'));
}

} // namespace

Candidates complete(Words words, const Ask& ask)
{
    if (words.empty()) {
        return {};
    }
    Candidates found = everything_at(words, ask);
    std::erase_if(found.words,
                  [&](const std::string& word) { return !word.starts_with(words.back()); });
    std::ranges::sort(found.words);
    found.words.erase(std::unique(found.words.begin(), found.words.end()), found.words.end());
    return found;
}

} // namespace uicc::daemon::cli::completion
