#include "daemon/cli/requests/answers.hpp"
#include "daemon/cli/requests/request.hpp"
#include "daemon/control/control_client.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;
using control::Json;
using requests::OptionParameter;
using requests::Request;
using requests::Subject;
using requests::WordParameter;

po::options_description options_of(const Request& request)
{
    po::options_description known;
    for (const OptionParameter& option : request.options) {
        const std::string name{option.option};
        if (option.read == nullptr) {
            known.add_options()(name.c_str(), "");
        } else {
            known.add_options()(name.c_str(), po::value<std::string>(), "");
        }
    }
    return known;
}

/// Whether the first word is a card where it may as well be the first of words that have defaults.
bool begins_with_card(const Request& request, const ControlOptions& options)
{
    const auto& words = options.words;
    if (words.empty() || words.size() > request.defaults.size()) {
        return false;
    }
    const auto cards = control::ask(options.socket, "list", Json::object());
    return cards && std::ranges::any_of(*cards, [&](const Json& card) {
               return card.value("card", std::string{}) == words.front();
           });
}

/// The words with the defaults of those that are missing, after telling the user which.
std::vector<std::string> complete(const Request& request, const ControlOptions& options)
{
    const auto& defaults = request.defaults;
    std::vector<std::string> words = options.words;
    const std::ptrdiff_t first = begins_with_card(request, options) ? 1 : 0;
    const auto given = static_cast<std::ptrdiff_t>(words.size()) - first;
    if (given < static_cast<std::ptrdiff_t>(defaults.size())) {
        words.insert(words.end(), defaults.begin() + given, defaults.end());
        std::cerr << fmt::format("vuicc {}: {}\n", request.command,
                                 fmt::join(words.begin() + first, words.end(), " with "));
    }
    return words;
}

/// The words that are expected behind the card.
std::vector<WordParameter> expected_words(const Request& request, const ControlOptions& options)
{
    auto words = request.words;
    for (const OptionParameter& option : request.options) {
        if (options.given.contains(std::string{option.option})) {
            std::erase_if(
                words, [&](const WordParameter& word) { return word.name == option.instead_of; });
        }
    }
    return words;
}

Result<void, std::string> add_words(Json& parameters,
                                    const Request& request,
                                    const ControlOptions& options)
{
    const auto expected = expected_words(request, options);
    const auto words = complete(request, options);
    const std::size_t most = expected.size() + (request.subject == Subject::Card ? 1U : 0U);
    if (words.size() < expected.size() || words.size() > most) {
        return tl::unexpected{std::string{"wrong number of arguments"}};
    }
    const std::size_t first = words.size() - expected.size();
    if (first == 1) {
        parameters["card"] = words.front();
    }
    for (std::size_t i = 0; i < expected.size(); ++i) {
        parameters[std::string{expected[i].name}] = TRY(expected[i].read(words[first + i]));
    }
    return {};
}

Result<void, std::string> add_options(Json& parameters,
                                      const Request& request,
                                      const ControlOptions& options)
{
    for (const OptionParameter& option : request.options) {
        const std::string name{option.option};
        const std::string parameter{option.parameter};
        if (parameter.empty() || !options.given.contains(name)) {
            continue;
        }
        if (parameters.contains(parameter)) {
            return tl::unexpected{fmt::format("--{} and another option exclude each other", name)};
        }
        parameters[parameter] = option.read == nullptr
                                    ? Json::parse(option.value)
                                    : TRY(option.read(options.given[name].as<std::string>()));
    }
    return {};
}

Result<Json, std::string> parameters_of(const Request& request, const ControlOptions& options)
{
    Json parameters = Json::object();
    TRY(add_words(parameters, request, options));
    TRY(add_options(parameters, request, options));
    if (request.method == "insert" && !parameters.contains("reader")) {
        return tl::unexpected{std::string{"--reader HOST:PORT is missing"}};
    }
    return parameters;
}

int run_request(const Request& request, Arguments arguments)
{
    const auto options = parse_control_options(arguments, options_of(request));
    if (!options) {
        return complain(request.command, options.error());
    }
    const auto parameters = parameters_of(request, *options);
    if (!parameters) {
        return complain(request.command, parameters.error());
    }
    const auto answer = ask_or_complain(*options, request.method, *parameters);
    if (!answer) {
        return failure;
    }
    (options->json ? requests::print_json : request.print)(*answer);
    return success;
}

} // namespace

int ask_daemon(std::string_view command, Arguments arguments)
{
    std::string name{command};
    const Arguments all = arguments;
    if (has_actions(command) && !arguments.empty()) {
        name += " " + arguments.front();
        arguments = arguments.subspan(1);
    }
    const auto request = std::ranges::find(requests::requests(), name, &Request::command);
    if (request == requests::requests().end()) {
        return complain_of_action(command, all);
    }
    return run_request(*request, arguments);
}

} // namespace uicc::daemon::cli
