#pragma once

#include "codec/bytes.hpp"
#include "daemon/cli/control_options.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::daemon::cli::requests {

using control::Json;

/// What a word of the command line says to the daemon. The error is a sentence.
using ReadWord = Result<Json, std::string> (*)(const std::string& word);

struct WordParameter {
    std::string_view name{};
    ReadWord read = nullptr;
};

/// An option and the parameter that it sets.
struct OptionParameter {
    std::string_view option{};     ///< without the hyphens
    std::string_view parameter{};  ///< empty: the command itself asks for it
    ReadWord read = nullptr;       ///< none: a flag
    std::string_view value{};      ///< of a flag, as JSON
    std::string_view instead_of{}; ///< the word that is then not expected
};

enum class Subject : Byte { Daemon, Card };

/// A command that is one request: its words become parameters, the last ones are required; where
/// there is one word more, the first is the card.
struct Request {
    std::string_view command{};
    std::string_view method{};
    Subject subject = Subject::Card;
    std::vector<WordParameter> words{};
    void (*print)(const Json& answer) = nullptr;
    std::vector<OptionParameter> options{};
    std::vector<std::string> defaults{}; ///< of the words, when some are missing at the end
};

[[nodiscard]] std::span<const Request> requests();

} // namespace uicc::daemon::cli::requests
