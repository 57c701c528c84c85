#include "daemon/daemon_options.hpp"

#include "daemon/option_errors.hpp"
#include "daemon/state_folder.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>
#include <thread>

namespace uicc::daemon {
namespace {

namespace po = boost::program_options;
using Place = vpcd_bridge::Slot::Place;

constexpr unsigned default_port = 35963; // vpcd's first slot; the second is the next port
constexpr const char* stray = "stray-argument";
constexpr std::size_t default_slots = 2; // per reader.conf entry of Debian's vpcd
constexpr std::uint32_t max_cards = 1'000'000;
constexpr std::uint32_t max_loops = 256;
constexpr std::uint32_t max_trace_size = 1024 * 1024; // MiB
constexpr std::uint32_t max_trace_files = 1000;
constexpr std::array log_levels{"trace", "debug", "info", "warning", "error", "off"};

po::options_description known_options()
{
    po::options_description options{"Options"};
    options.add_options()
        // clang-format off
        ("profile", po::value<std::vector<std::string>>()->composing()->value_name("FILE"),
            "card to show; repeat for more cards")
        ("profile-dir", po::value<std::string>()->value_name("DIR"),
            "a card for every NAME.yaml in it")
        ("cards", po::value<std::string>()->value_name("N"),
            "so many cards of each profile, told apart by ${index} in it")
        ("reader", po::value<std::vector<std::string>>()->composing()->value_name("HOST:PORT"),
            "vpcd endpoint, for the first card, the second ... (default 127.0.0.1:35963, then 35964)")
        ("state", po::value<std::string>()->value_name("DIR"),
            "where changes are kept (default $XDG_STATE_HOME/vuicc, else ~/.local/state/vuicc)")
        ("volatile", "forget all changes at the end, like --durability none")
        ("durability", po::value<std::string>()->value_name("LEVEL"),
            "what survives: full (also a power cut), normal (kill -9; the default) or none")
        ("adopt-profile", "take over what was kept under an earlier text of a profile")
        ("reset-state", "forget what was kept for these cards")
        ("seed", po::value<std::string>()->value_name("N"),
            "reproducible instead of real randomness, for tests only")
        ("log-level", po::value<std::string>()->default_value("info")->value_name("LEVEL"),
            "trace, debug, info, warning, error or off")
        ("log-file", po::value<std::string>()->value_name("FILE"),
            "log there instead of standard error (in the background: syslog)")
        ("trace", po::value<std::vector<std::string>>()->composing()->value_name("SPEC"),
            "what happens to the cards, as text[:FILE], jsonl:FILE, pcapng:FILE or "
            "gsmtap:HOST[:PORT]; repeat for more forms")
        ("trace-size", po::value<std::string>()->value_name("MIB"),
            "begin a new trace file after so many MiB (default 16)")
        ("trace-files", po::value<std::string>()->value_name("N"),
            "keep FILE, FILE.1 ... so many (default 4)")
        ("trace-colour", "text in colour, also where it is not read on a terminal")
        ("trace-secrets", "do not mask PINs, keys and the files that hold them in traces")
        ("daemonize", "go to the background once the cards are ready")
        ("pid-file", po::value<std::string>()->value_name("FILE"), "keep the process number there")
        ("allow-remote", "let --reader name another machine")
        ("control", po::value<std::string>()->value_name("SOCKET"),
            "where vuicc reaches the daemon (default $XDG_RUNTIME_DIR/vuicc/control)")
        ("no-control", "without such a socket")
        ("loops", po::value<std::string>()->value_name("N"),
            "threads that serve cards (default: one per processor)")
        ("version", "print the version")
        ("help,h", "print this text");
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

Result<std::vector<Place>, std::string> readers_of(const po::variables_map& given)
{
    std::vector<Place> readers;
    if (given.contains("reader")) {
        for (const auto& text : given["reader"].as<std::vector<std::string>>()) {
            readers.push_back(TRY(parse_reader(text, given.contains("allow-remote"))));
        }
    } else {
        for (std::size_t i = 0; i < default_slots; ++i) {
            readers.push_back({"127.0.0.1", std::to_string(default_port + i)});
        }
    }
    const auto same_place = [&](const Place& place) {
        return std::ranges::count(readers, place.name(), &Place::name) > 1;
    };
    if (const auto twice = std::ranges::find_if(readers, same_place); twice != readers.end()) {
        return tl::unexpected{fmt::format("--reader {}: one slot holds one card", twice->name())};
    }
    return readers;
}

/// A number from 1 to `most`, or the default.
Result<std::uint32_t, std::string> number_of(const po::variables_map& given,
                                             const char* option,
                                             std::uint32_t most,
                                             std::uint32_t otherwise)
{
    if (!given.contains(option)) {
        return otherwise;
    }
    const auto& text = given[option].as<std::string>();
    const auto number = parse_number<std::uint32_t>(text);
    if (!number || *number < 1 || *number > most) {
        return tl::unexpected{
            fmt::format("--{} {}: expected a number from 1 to {}", option, text, most)};
    }
    return *number;
}

Result<void, std::string> read_cards(const po::variables_map& given, DaemonOptions& options)
{
    if (!given.contains("profile") && !given.contains("profile-dir")) {
        return tl::unexpected{std::string{"no card: name at least one --profile"}};
    }
    if (given.contains("profile")) {
        for (const auto& file : given["profile"].as<std::vector<std::string>>()) {
            options.profiles.emplace_back(file);
        }
    }
    if (given.contains("profile-dir")) {
        options.profile_folder = given["profile-dir"].as<std::string>();
    }
    options.cards = TRY(number_of(given, "cards", max_cards, 1));
    options.names_readers = given.contains("reader");
    options.readers = TRY(readers_of(given));
    return {};
}

Result<void, std::string> read_durability(const po::variables_map& given, DaemonOptions& options)
{
    const std::string level = given.contains("durability")
                                  ? given["durability"].as<std::string>()
                                  : (given.contains("volatile") ? "none" : "normal");
    if (level != "full" && level != "normal" && level != "none") {
        return tl::unexpected{fmt::format("--durability {}: expected full, normal or none", level)};
    }
    if (given.contains("state") && level == "none") {
        return tl::unexpected{
            fmt::format("--state and {} exclude each other",
                        given.contains("volatile") ? "--volatile" : "--durability none")};
    }
    if (given.contains("volatile") && level != "none") {
        return tl::unexpected{
            fmt::format("--volatile and --durability {} exclude each other", level)};
    }
    if (given.contains("adopt-profile") && given.contains("reset-state")) {
        return tl::unexpected{std::string{"--adopt-profile and --reset-state exclude each other"}};
    }
    options.kept_state = given.contains("adopt-profile") ? KeptState::Adopt
                         : given.contains("reset-state") ? KeptState::Reset
                                                         : KeptState::Refuse;
    if (level != "none") {
        options.durability =
            level == "full" ? filesystem::Durability::Full : filesystem::Durability::Normal;
        options.state = given.contains("state")
                            ? std::filesystem::path{given["state"].as<std::string>()}
                            : TRY(default_state_folder());
    }
    return {};
}

Result<void, std::string> read_control(const po::variables_map& given, DaemonOptions& options)
{
    if (given.contains("control") && given.contains("no-control")) {
        return tl::unexpected{std::string{"--control and --no-control exclude each other"}};
    }
    if (given.contains("control")) {
        options.control = given["control"].as<std::string>();
    }
    options.has_control = !given.contains("no-control");
    options.allow_remote = given.contains("allow-remote");
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    options.loops = TRY(number_of(given, "loops", max_loops, processors));
    return {};
}

Result<void, std::string> read_traces(const po::variables_map& given, DaemonOptions& options)
{
    if (given.contains("trace")) {
        for (const auto& text : given["trace"].as<std::vector<std::string>>()) {
            auto spec = TRY(trace::parse_trace_spec(text));
            if (spec.form == trace::TraceForm::Gsmtap && !given.contains("allow-remote") &&
                !is_loopback(spec.target)) {
                return tl::unexpected{fmt::format(
                    "--trace {}: not this machine, so this needs --allow-remote", text)};
            }
            options.traces.push_back(std::move(spec));
        }
    }
    trace::TraceOptions& how = options.trace_options;
    how.rotation.max_size = std::uint64_t{TRY(number_of(given, "trace-size", max_trace_size, 16))}
                            << 20U;
    how.rotation.files = TRY(number_of(given, "trace-files", max_trace_files, how.rotation.files));
    how.colour = given.contains("trace-colour") ? trace::ColourChoice::Always : how.colour;
    how.secrets = given.contains("trace-secrets") ? trace::Secrets::Shown : how.secrets;
    return {};
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
    TRY(read_cards(given, options));
    TRY(read_durability(given, options));
    TRY(read_control(given, options));
    TRY(read_traces(given, options));
    options.log_level = given["log-level"].as<std::string>();
    if (std::ranges::find(log_levels, options.log_level) == log_levels.end()) {
        return tl::unexpected{fmt::format("--log-level {}: expected one of {}", options.log_level,
                                          fmt::join(log_levels, ", "))};
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
} catch (const po::unknown_option& error) {
    return tl::unexpected{describe(error, known_options(), stray)};
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
