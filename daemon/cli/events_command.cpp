#include "daemon/cli/command_line.hpp"
#include "daemon/cli/control_options.hpp"
#include "daemon/control/control_client.hpp"
#include "daemon/control/control_socket.hpp"
#include "daemon/trace/event_json.hpp"
#include "daemon/trace/event_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <sstream>
#include <unistd.h>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;
using control::Json;

struct EventsOptions {
    ControlOptions control{};
    Json parameters = Json::object(); ///< of subscribe
    bool colour = false;
    bool has_apdus = true; ///< among the kinds
};

/// "apdu,selection"
Json words_of(const std::string& list)
{
    Json words = Json::array();
    std::istringstream input{list};
    for (std::string word; std::getline(input, word, ',');) {
        words.push_back(word);
    }
    return words;
}

/// The options of all commands that talk to vuiccd, and those of this one.
Result<EventsOptions, std::string> parse(Arguments arguments)
try {
    EventsOptions options;
    po::options_description known;
    known.add_options()("control", po::value<std::string>())("json", po::bool_switch())(
        "kinds", po::value<std::string>())("show-secrets", po::bool_switch())(
        "colour", po::bool_switch())("card", po::value<std::vector<std::string>>());
    const po::variables_map given = parse_command_line(arguments, known, "card", 1);
    std::vector<std::string> shared;
    if (given.contains("control")) {
        shared = {"--control", given["control"].as<std::string>()};
    }
    options.control = TRY(parse_control_options(shared));
    options.control.json = given["json"].as<bool>();
    options.colour = given["colour"].as<bool>() || isatty(STDOUT_FILENO) == 1;
    if (given.contains("card")) {
        options.parameters["card"] = given["card"].as<std::vector<std::string>>().front();
    }
    if (given.contains("kinds")) {
        const Json kinds = words_of(given["kinds"].as<std::string>());
        if (kinds.empty()) { // which would be all of them
            return tl::unexpected{std::string{"--kinds names no kind"}};
        }
        options.has_apdus = std::ranges::find(kinds, Json("apdu")) != kinds.end();
        options.parameters["kinds"] = kinds;
    }
    options.parameters["secrets"] = given["show-secrets"].as<bool>();
    return options;
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

/// Empty for what the text of an APDU has said already.
std::string text_of(const Json& notification, const EventsOptions& options)
{
    const Json parameters = notification.value("params", Json::object());
    if (notification.value("method", "") == "dropped") {
        return fmt::format("{} events are missing here: they came faster than they were read\n",
                           parameters.value("count", std::uint64_t{0}));
    }
    const auto shown = trace::event_from_json(parameters);
    if (!shown) {
        return shown.error() + '\n';
    }
    const bool is_said = options.has_apdus && trace::is_said_by_apdu(shown->event.kind);
    const auto colour = options.colour ? trace::Colour::With : trace::Colour::Without;
    return is_said ? std::string{} : trace::text_of(*shown, colour);
}

/// False when nobody reads any more.
bool print(const EventsOptions& options, const Json& notification)
{
    if (options.control.json) {
        std::cout << notification.value("params", Json::object()).dump() << '\n';
    } else {
        std::cout << text_of(notification, options);
    }
    return static_cast<bool>(std::cout.flush());
}

} // namespace

int run_events(Arguments arguments)
{
    const auto options = parse(arguments);
    if (!options) {
        return complain("events", options.error());
    }
    const auto ended =
        control::listen(options->control.socket, "subscribe", options->parameters,
                        [&](const Json& notification) { return print(*options, notification); });
    if (!ended) {
        std::cerr << fmt::format("vuicc: {}\n", ended.error());
        return failure;
    }
    return success;
}

} // namespace uicc::daemon::cli
