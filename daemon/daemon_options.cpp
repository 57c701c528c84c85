#include "daemon/daemon_options.hpp"

#include "daemon/state_folder.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

namespace uicc::daemon {
namespace {

namespace po = boost::program_options;
using Place = vpcd_bridge::Slot::Place;

constexpr unsigned default_port = 35963; // vpcd's first slot; the second is the next port
constexpr const char* stray = "stray-argument";
constexpr std::size_t default_slots = 2; // per reader.conf entry of Debian's vpcd
constexpr std::array log_levels{"trace", "debug", "info", "warning", "error", "off"};

po::options_description known_options()
{
    po::options_description options{"Options"};
    options.add_options()
        // clang-format off
        ("profile", po::value<std::vector<std::string>>()->composing()->value_name("FILE"),
            "card to show; repeat for more cards")
        ("reader", po::value<std::vector<std::string>>()->composing()->value_name("HOST:PORT"),
            "vpcd endpoint, one per card (default 127.0.0.1:35963, then 35964)")
        ("state", po::value<std::string>()->value_name("DIR"),
            "where changes are kept (default $XDG_STATE_HOME/vuicc)")
        ("volatile", "forget all changes at the end")
        ("seed", po::value<std::string>()->value_name("N"),
            "reproducible instead of real randomness, for tests only")
        ("log-level", po::value<std::string>()->default_value("info")->value_name("LEVEL"),
            "trace, debug, info, warning, error or off")
        ("log-file", po::value<std::string>()->value_name("FILE"),
            "log there instead of standard error (in the background: syslog)")
        ("daemonize", "go to the background once the cards are ready")
        ("pid-file", po::value<std::string>()->value_name("FILE"), "keep the process number there")
        ("allow-remote", "let --reader name another machine")
        ("version", "print the version")
        ("help", "print this text");
    // clang-format on
    return options;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text)
{
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional{number} : std::nullopt;
}

bool is_loopback(const std::string& host)
{
    boost::system::error_code not_numeric;
    const auto address = boost::asio::ip::make_address(host, not_numeric);
    return not_numeric ? host == "localhost" : address.is_loopback();
}

std::optional<unsigned> parse_port(std::string_view text)
{
    const auto port = parse_number<unsigned>(text);
    return port && *port >= 1 && *port <= 65535 ? port : std::nullopt;
}

/// HOST:PORT; an IPv6 address stands in brackets.
Result<Place, std::string> parse_reader(const std::string& text, bool allow_remote)
{
    const auto colon = text.rfind(':');
    const auto port =
        colon == std::string::npos ? std::nullopt : parse_port(text.substr(colon + 1));
    std::string host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string::npos) {
        host.clear();
    }
    if (!port || host.empty()) {
        return tl::unexpected{
            fmt::format("--reader {}: expected HOST:PORT with a port from 1 to 65535", text)};
    }
    if (!allow_remote && !is_loopback(host)) {
        return tl::unexpected{fmt::format(
            "--reader {}: not this machine; cards hold keys, so this needs --allow-remote", text)};
    }
    return Place{host, std::to_string(*port)};
}

Result<std::vector<Place>, std::string> readers_of(const po::variables_map& given,
                                                   std::size_t cards)
{
    std::vector<Place> readers;
    if (given.contains("reader")) {
        for (const auto& text : given["reader"].as<std::vector<std::string>>()) {
            readers.push_back(TRY(parse_reader(text, given.contains("allow-remote"))));
        }
    } else {
        for (std::size_t i = 0; i < std::min(cards, default_slots); ++i) {
            readers.push_back({"127.0.0.1", std::to_string(default_port + i)});
        }
    }
    if (readers.size() != cards) {
        return tl::unexpected{fmt::format("{} cards and {} readers: name a --reader for each card",
                                          cards, readers.size())};
    }
    const auto same_place = [&](const Place& place) {
        return std::ranges::count(readers, place.name(), &Place::name) > 1;
    };
    if (const auto twice = std::ranges::find_if(readers, same_place); twice != readers.end()) {
        return tl::unexpected{fmt::format("--reader {}: one slot holds one card", twice->name())};
    }
    return readers;
}

Result<DaemonOptions, std::string> checked(const po::variables_map& given)
{
    DaemonOptions options;
    options.shows_help = given.contains("help");
    options.shows_version = given.contains("version");
    if (options.shows_help || options.shows_version) {
        return options;
    }
    if (given.contains(stray)) {
        return tl::unexpected{fmt::format("unexpected argument {}; cards are named by --profile",
                                          given[stray].as<std::vector<std::string>>().front())};
    }
    if (!given.contains("profile")) {
        return tl::unexpected{std::string{"no card: name at least one --profile"}};
    }
    for (const auto& file : given["profile"].as<std::vector<std::string>>()) {
        options.profiles.emplace_back(file);
    }
    options.readers = TRY(readers_of(given, options.profiles.size()));
    if (given.contains("state") && given.contains("volatile")) {
        return tl::unexpected{std::string{"--state and --volatile exclude each other"}};
    }
    options.log_level = given["log-level"].as<std::string>();
    if (std::ranges::find(log_levels, options.log_level) == log_levels.end()) {
        return tl::unexpected{fmt::format("--log-level {}: expected one of {}", options.log_level,
                                          fmt::join(log_levels, ", "))};
    }
    if (!given.contains("volatile")) {
        options.state = given.contains("state")
                            ? std::filesystem::path{given["state"].as<std::string>()}
                            : TRY(default_state_folder());
    }
    if (given.contains("seed")) {
        options.seed = TRY(parse_seed(given["seed"].as<std::string>()));
    }
    if (given.contains("log-file")) {
        options.log_file = given["log-file"].as<std::string>();
    }
    if (given.contains("pid-file")) {
        options.pid_file = given["pid-file"].as<std::string>();
    }
    options.daemonize = given.contains("daemonize");
    return options;
}

} // namespace

Result<std::uint64_t, std::string> parse_seed(const std::string& text)
{
    const auto seed = parse_number<std::uint64_t>(text);
    if (!seed) {
        return tl::unexpected{
            fmt::format("--seed {}: expected a number from 0 to 18446744073709551615", text)};
    }
    return *seed;
}

Result<DaemonOptions, std::string> parse_daemon_options(int count, const char* const* arguments)
try {
    po::variables_map given;
    auto known = known_options();
    known.add_options()(stray, po::value<std::vector<std::string>>());
    po::positional_options_description positional;
    positional.add(stray, -1);
    po::store(
        po::command_line_parser{count, arguments}
            .options(known)
            .positional(positional)
            .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
            .run(),
        given);
    po::notify(given);
    return checked(given);
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

std::string daemon_usage()
{
    std::ostringstream text;
    text << "vuiccd shows cards to the PC/SC readers of vsmartcard's vpcd.\n\n"
            "usage: vuiccd --profile FILE [--profile FILE ...] [options]\n\n"
         << known_options()
         << "\nExit status: 0 stopped on request, 1 failure, 2 wrong options or profile.\n";
    return text.str();
}

} // namespace uicc::daemon
