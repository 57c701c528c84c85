#include "daemon/cli/control_options.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <iostream>

namespace uicc::daemon::cli {
namespace {

using control::Json;

/// A command that is one request: its words become parameters, the last ones are required; where
/// there is one word more, the first is the card.
struct Request {
    std::string_view command{};
    std::string_view method{};
    std::vector<std::string_view> parameters{};
    void (*print)(const Json& answer) = nullptr;
    std::vector<std::string> defaults{}; ///< of the parameters, when words are missing at the end
};

std::string text_of(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void print_cards(const Json& cards)
{
    for (const Json& card : cards) {
        const auto reader = text_of(card["reader"]);
        std::cout << fmt::format("{:<22} {:<22} {}\n", text_of(card["card"]),
                                 reader.empty() ? "-" : reader, text_of(card["profile"]));
    }
}

void print_status(const Json& status)
{
    const auto reader = text_of(status["reader"]);
    const Json& store = status["store"];
    const Json& overlay = status["overlay"];
    std::cout << fmt::format(
        "card      {}\nprofile   {} ({})\nhash      {}\nreader    {}\nchanged   {} entries, {} "
        "octets\napdus     {}\nerrors    {}\nstore     {} commits, {:.1f} us on average, {:.1f} us "
        "at most\n",
        text_of(status["card"]), text_of(status["name"]), text_of(status["profile"]),
        text_of(status["hash"]),
        reader.empty() ? "none" : reader + (status["in-reader"] == true ? "" : ", waiting for it"),
        overlay["entries"].dump(), overlay["octets"].dump(), status["apdus"].dump(),
        status["errors"].dump(), store["commits"].dump(), store["mean-us"].get<double>(),
        store["longest-us"].get<double>());
}

void print_response(const Json& answer)
{
    const auto response = text_of(answer["response"]);
    const std::size_t data = response.size() - 4; // the status word has four digits
    std::cout << response.substr(0, data) << (data > 0 ? " " : "") << response.substr(data) << '\n';
}

void print_snapshots(const Json& snapshots)
{
    for (const Json& one : snapshots) {
        const std::time_t made = one["made-at"].get<std::time_t>();
        std::cout << fmt::format("{:<20} {:%Y-%m-%d %H:%M:%S}  {} entries, {} octets\n",
                                 text_of(one["name"]), fmt::localtime(made), one["entries"].dump(),
                                 one["octets"].dump());
    }
}

std::string side_of(const Json& change, const std::string& side)
{
    const Json& octets = change[side];
    const std::string value = octets.is_null() ? "as in the profile" : text_of(octets);
    const std::string text = side + "-text";
    return change.contains(text) ? fmt::format("{}  ({})", value, text_of(change[text])) : value;
}

void print_changes(const Json& changes)
{
    for (const Json& change : changes) {
        const bool is_file = change.contains("file");
        std::string title = text_of(is_file ? change["file"] : change["cell"]);
        if (is_file) {
            title += " " + text_of(change["path"]);
        }
        if (change.contains("record")) {
            title += " record " + change["record"].dump();
        }
        std::cout << fmt::format("{}\n  - {}\n  + {}\n", title, side_of(change, "before"),
                                 side_of(change, "after"));
    }
}

void print_json(const Json& answer)
{
    std::cout << answer.dump(2) << '\n';
}

void print_nothing(const Json& /*answer*/) {}

const std::array requests{
    Request{"list", "list", {}, print_cards},
    Request{"status", "status", {}, print_status},
    Request{"insert", "insert", {}, print_nothing},
    Request{"remove", "remove", {}, print_nothing},
    Request{"reset", "reset", {}, print_nothing},
    Request{"send", "transmit", {"apdu"}, print_response},
    Request{"snapshot", "snapshot", {"name"}, print_nothing},
    Request{"rollback", "rollback", {"name"}, print_nothing},
    Request{"fork", "fork", {"name"}, print_nothing},
    Request{"state list", "snapshots", {}, print_snapshots},
    Request{"state show", "state.show", {}, print_changes},
    Request{"state diff", "state.diff", {"before", "after"}, print_changes, {"profile", "now"}},
    Request{"state export", "state.export", {}, print_json},
    Request{"state import", "state.import", {"exported"}, print_nothing},
    Request{"state reset", "state.reset", {}, print_nothing},
    Request{"state drop", "remove_snapshot", {"name"}, print_nothing},
};

/// What stands in a file of JSON; - is standard input.
Result<Json, std::string> read_json(const std::string& file)
{
    std::ifstream input;
    if (file != "-") {
        input.open(file, std::ios::binary);
        if (!input) {
            return tl::unexpected{fmt::format("{}: cannot be read", file)};
        }
    }
    Json content = Json::parse(file == "-" ? std::cin : input, nullptr, false);
    if (!content.is_object()) {
        return tl::unexpected{fmt::format("{}: this is no exported state", file)};
    }
    return content;
}

/// The words with the defaults of those that are missing, after telling the user which.
std::vector<std::string> complete(const Request& request, std::vector<std::string> words)
{
    const auto& defaults = request.defaults;
    if (words.size() < defaults.size()) {
        words.insert(words.end(), defaults.begin() + static_cast<std::ptrdiff_t>(words.size()),
                     defaults.end());
        std::cerr << fmt::format("vuicc {}: {}\n", request.command, fmt::join(words, " with "));
    }
    return words;
}

Result<Json, std::string> parameters_of(const Request& request, const ControlOptions& options)
{
    const std::size_t required = request.parameters.size();
    const auto words = complete(request, options.words);
    const bool takes_card = request.method != "list";
    if (words.size() < required || words.size() > required + (takes_card ? 1U : 0U)) {
        return tl::unexpected{std::string{"wrong number of arguments"}};
    }
    if (request.method == "insert" && !options.reader) {
        return tl::unexpected{std::string{"--reader HOST:PORT is missing"}};
    }
    Json parameters = Json::object();
    const std::size_t first = words.size() - required;
    if (first == 1) {
        parameters["card"] = words.front();
    }
    for (std::size_t i = 0; i < required; ++i) {
        const std::string_view name = request.parameters[i];
        const std::string& word = words[first + i];
        parameters[std::string{name}] = name == "exported" ? TRY(read_json(word)) : Json(word);
    }
    if (options.reader) {
        parameters["reader"] = *options.reader;
    }
    return parameters;
}

int run_request(std::string_view command, const Request& request, Arguments arguments)
{
    const auto options = parse_control_options(arguments);
    if (!options) {
        return complain(command, options.error());
    }
    const auto parameters = parameters_of(request, *options);
    if (!parameters) {
        return complain(command, parameters.error());
    }
    const auto answer = ask_or_complain(*options, request.method, *parameters);
    if (!answer) {
        return failure;
    }
    (options->json ? print_json : request.print)(*answer);
    return success;
}

} // namespace

int ask_daemon(std::string_view command, Arguments arguments)
{
    std::string name{command};
    if (command == "state" && !arguments.empty()) {
        name += " " + arguments.front();
        arguments = arguments.subspan(1);
    }
    const auto request = std::ranges::find(requests, name, &Request::command);
    if (request == requests.end()) {
        return complain(command, "expected list, show, diff, export, import, reset or drop");
    }
    return run_request(command, *request, arguments);
}

} // namespace uicc::daemon::cli
