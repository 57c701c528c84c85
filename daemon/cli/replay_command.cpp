#include "codec/hex.hpp"
#include "daemon/cli/command_line.hpp"
#include "daemon/cli/pcsc_target.hpp"
#include "daemon/cli/profile_loading.hpp"
#include "daemon/daemon_options.hpp"
#include "daemon/replay/profile_target.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <sstream>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;
using replay::Masks;
using replay::Recording;
using replay::Target;

struct ReplayOptions {
    std::string trace{};
    std::string reader{};
    std::string profile{};
    std::string card{};
    std::optional<std::uint64_t> seed{};
    std::vector<std::string> mask_files{};
    bool ignores_tries = false;
    trace::Secrets secrets = trace::Secrets::Masked;
};

Result<ReplayOptions, std::string> parse(Arguments arguments)
try {
    ReplayOptions options;
    std::string seed;
    bool shows_secrets = false;
    std::vector<std::string> traces;
    po::options_description known;
    known.add_options()("against", po::value(&options.reader))(
        "profile", po::value(&options.profile))("card", po::value(&options.card))(
        "seed", po::value(&seed))("mask", po::value(&options.mask_files)->composing())(
        "ignore-retry-counters", po::bool_switch(&options.ignores_tries))(
        "show-secrets", po::bool_switch(&shows_secrets))("trace", po::value(&traces));
    const po::variables_map given = parse_command_line(arguments, known, "trace");
    if (traces.size() != 1) {
        return tl::unexpected{std::string{"expected one trace"}};
    }
    options.trace = traces.front();
    if (options.reader.empty() == options.profile.empty()) {
        return tl::unexpected{std::string{"expected --against READER or --profile FILE"}};
    }
    if (given.contains("seed")) {
        options.seed = TRY(parse_seed(seed));
    }
    options.secrets = shows_secrets ? trace::Secrets::Shown : trace::Secrets::Masked;
    return options;
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

Result<Masks, std::string> masks_of(const ReplayOptions& options)
{
    Masks masks;
    if (options.ignores_tries) {
        masks.ignore_tries();
    }
    for (const std::string& file : options.mask_files) {
        std::ifstream input{file};
        std::ostringstream text;
        text << input.rdbuf();
        const auto added =
            input ? masks.add_from(text.str()) : tl::unexpected{std::string{"cannot be read"}};
        if (!added) {
            return tl::unexpected{fmt::format("{}: {}", file, added.error())};
        }
    }
    return masks;
}

/// Prints what was answered in another way, without its secrets unless they are asked for.
class Difference {
public:
    explicit Difference(trace::Secrets secrets) : recorded_{secrets}, answered_{secrets} {}

    void print(const trace::CardEvent& event, ByteView answer)
    {
        trace::CardEvent other = event;
        other.response.assign(answer.begin(), answer.end());
        const auto before = recorded_.apply(event);
        const auto after = answered_.apply(std::move(other));
        const bool is_reset = event.command.empty();
        std::cout << fmt::format("event {}: {}{}{}\n", event.number,
                                 is_reset ? "answer to reset" : event.name,
                                 event.file.empty() ? "" : " ", event.file);
        if (!is_reset) {
            std::cout << "  > " << codec::to_hex(before.event.command) << '\n';
        }
        std::cout << "  - " << codec::to_hex(before.event.response) << "\n  + "
                  << codec::to_hex(after.event.response) << '\n';
        if (before.event.response == after.event.response) {
            std::cout << "  the octets that differ are masked here; see --show-secrets\n";
        }
    }

private:
    trace::Secrecy recorded_;
    trace::Secrecy answered_;
};

int complain_about(const std::string& what)
{
    std::cerr << fmt::format("vuicc replay: {}\n", what);
    return wrong_usage;
}

int send(const Recording& recording, Target& target, const Masks& masks, trace::Secrets secrets)
{
    Difference difference{secrets};
    const auto totals =
        replay::replay(recording, target, masks, [&](const auto& event, ByteView answer) {
            difference.print(event, answer);
        });
    if (!totals) {
        std::cerr << fmt::format("vuicc replay: {}\n", totals.error());
        return failure;
    }
    std::cout << fmt::format("{} commands, {} answers differ\n", totals->commands,
                             totals->differences);
    return totals->differences == 0 ? success : failure;
}

} // namespace

int run_replay(Arguments arguments)
{
    const auto options = parse(arguments);
    if (!options) {
        return complain("replay", options.error());
    }
    const auto masks = masks_of(*options);
    if (!masks) {
        return complain_about(masks.error());
    }
    const auto recording = replay::read_trace(options->trace, options->card);
    if (!recording) {
        return complain_about(recording.error());
    }
    if (const auto possible = replay::check(*recording); !possible) {
        return complain_about(fmt::format("{}: {}", options->trace, possible.error()));
    }
    if (recording->lost > 0) {
        std::cerr << fmt::format("vuicc replay: {}: {} events are missing in it\n", options->trace,
                                 recording->lost);
    }
    if (!options->profile.empty()) {
        const auto description = load_or_complain(options->profile);
        return description == nullptr
                   ? wrong_usage
                   : send(*recording, *replay::make_card_target(description, options->seed), *masks,
                          options->secrets);
    }
    const auto reader = open_reader(options->reader);
    if (!reader) {
        std::cerr << fmt::format("vuicc replay: {}\n", reader.error());
        return failure;
    }
    return send(*recording, **reader, *masks, options->secrets);
}

} // namespace uicc::daemon::cli
