#include "codec/secure_bytes.hpp"
#include "crypto/openssl_random.hpp"
#include "daemon/cli/command_line.hpp"
#include "daemon/cli/own_program.hpp"
#include "daemon/client/card/pcsc_transport.hpp"
#include "daemon/client/client.hpp"
#include "daemon/client/whole_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;

constexpr std::string_view command = "dm client";
constexpr unsigned longest_wait = 3600;
constexpr std::chrono::seconds usual_wait{10};
/// A card may take its time, and more than once.
constexpr std::chrono::seconds patience{30};
constexpr std::chrono::seconds too_little_patience{1};
constexpr std::size_t shortest_pin = 4;
constexpr std::size_t longest_pin = 8;

struct ClientOptions {
    client::Settings settings{};
    std::string reader{};
    std::chrono::seconds wait{};
    std::string state{};  ///< file; empty = nothing is kept
    std::string report{}; ///< file; empty = none
    bool lists_rules = false;
    bool in_sandbox = false;
    std::string profile{}; ///< of the card in the sandbox
};

std::string environment(const char* name)
{
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread so far
    return value == nullptr ? "" : value;
}

Result<SecureBytes, std::string> parse_pin(const std::string& digits)
{
    const bool has_size = digits.size() >= shortest_pin && digits.size() <= longest_pin;
    if (!digits.empty() &&
        (!has_size || digits.find_first_not_of("0123456789") != std::string::npos)) {
        return tl::unexpected{std::string{"a PIN has 4 to 8 digits"}};
    }
    return SecureBytes{digits.begin(), digits.end()};
}

Result<std::chrono::seconds, std::string> parse_wait(const std::string& text)
{
    unsigned seconds = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, seconds);
    if (parsed.ec != std::errc{} || parsed.ptr != end || seconds > longest_wait) {
        return tl::unexpected{std::string{"--wait has 0 to 3600 seconds"}};
    }
    return std::chrono::seconds{seconds};
}

using Keys = std::optional<client::card::Scp03Keys>;

Result<Keys, std::string> read_keys(const std::string& file)
{
    std::string text = environment("VUICC_SCP03_KEYS");
    if (!file.empty()) {
        std::ifstream input{file};
        std::ostringstream content;
        content << input.rdbuf();
        if (!input) {
            return tl::unexpected{file + ": cannot be read"};
        }
        text = content.str();
    }
    if (text.empty()) {
        return Keys{};
    }
    auto keys = client::card::parse_scp03_keys(text);
    wipe(text.data(), text.size());
    if (!keys) {
        return tl::unexpected{(file.empty() ? "$VUICC_SCP03_KEYS" : file) + ": " + keys.error()};
    }
    return Keys{*std::move(keys)};
}

Result<client::Conduct, std::string> parse_rules(const std::vector<std::string>& names)
{
    client::Conduct conduct;
    for (const std::string& name : names) {
        const auto rule = client::find_rule(name);
        if (!rule) {
            return tl::unexpected{
                fmt::format("there is no rule {}; --list-rules shows them", name)};
        }
        conduct.break_rule(*rule);
    }
    return conduct;
}

Result<ClientOptions, std::string> parse(Arguments arguments)
try {
    ClientOptions options;
    std::string pin = environment("VUICC_PIN");
    std::string keys;
    std::vector<std::string> broken;
    std::string wait = environment("VUICC_WAIT");
    po::options_description known;
    known.add_options()("reader", po::value(&options.reader))("pin", po::value(&pin))(
        "state", po::value(&options.state))(
        "report", po::value(&options.report)->default_value(environment("VUICC_REPORT")))(
        "scp03-keys", po::value(&keys))("break", po::value(&broken)->composing())(
        "list-rules", po::bool_switch(&options.lists_rules))("sandbox",
                                                             po::bool_switch(&options.in_sandbox))(
        "profile", po::value(&options.profile))("wait", po::value(&wait));
    const po::variables_map given = parse_command_line(arguments, known, "reader", 0);
    if (options.in_sandbox == options.profile.empty()) {
        return tl::unexpected{std::string{"--sandbox and --profile FILE go together"}};
    }
    if (options.reader.empty() != (options.in_sandbox || options.lists_rules)) {
        return tl::unexpected{std::string{"expected --reader NAME, or --sandbox without one"}};
    }
    options.wait = wait.empty() ? usual_wait : TRY(parse_wait(wait));
    options.settings.conduct = TRY(parse_rules(broken));
    options.settings.credentials.pin = TRY(parse_pin(pin));
    options.settings.credentials.scp03 = TRY(read_keys(keys));
    return options;
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

int list_rules()
{
    for (const client::RuleText& rule : client::rules()) {
        std::cout << fmt::format("{:<27} {} [{}]\n", rule.name, rule.good, rule.basis);
    }
    return success;
}

int complain_about(const std::string& what)
{
    std::cerr << "vuicc " << command << ": " << what << '\n';
    return failure;
}

client::Report boot(const ClientOptions& options, client::Memory& memory)
{
    const bool hasty = options.settings.conduct.breaks(client::Rule::ShortTimeout);
    const auto transport = client::card::PcscTransport::connect(
        {options.reader, options.wait, hasty ? too_little_patience : patience});
    if (!transport) {
        return client::boot_without_card(transport.error(), options.settings, memory);
    }
    crypto::OpenSslRandom random;
    return client::boot(**transport, random, options.settings, memory);
}

/// This client again, with a card in a reader of its own.
int run_in_sandbox(const ClientOptions& options, Arguments arguments)
{
    std::vector<std::string> words{"--profile", options.profile, "--",       own_program(),
                                   "dm",        "client",        "--reader", "{reader}"};
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (word == "--profile") {
            ++i;
        } else if (word != "--sandbox" && !word.starts_with("--profile=")) {
            words.push_back(word);
        }
    }
    return run_sandbox(words);
}

/// State and report, as far as they are wanted.
Result<void, std::string> keep(const ClientOptions& options,
                               const client::Memory& memory,
                               const client::Report& report)
{
    if (!options.state.empty()) {
        TRY(client::save_memory(options.state, memory));
    }
    if (!options.report.empty()) {
        TRY(client::replace_file(options.report, client::to_json(report)));
    }
    return {};
}

} // namespace

int run_dm_client(Arguments arguments)
{
    const auto options = parse(arguments);
    if (!options) {
        return complain(command, options.error());
    }
    if (options->lists_rules) {
        return list_rules();
    }
    if (options->in_sandbox) {
        return run_in_sandbox(*options, arguments);
    }
    client::Memory memory;
    if (!options->state.empty()) {
        auto kept = client::load_memory(options->state);
        if (!kept) {
            complain_about(kept.error());
            return wrong_usage;
        }
        memory = *std::move(kept);
    }
    const client::Report report = boot(*options, memory);
    std::cout << client::to_text(report);
    if (const auto kept = keep(*options, memory, report); !kept) {
        return complain_about(kept.error());
    }
    return report.outcome == client::Outcome::Failed ? failure : success;
}

} // namespace uicc::daemon::cli
