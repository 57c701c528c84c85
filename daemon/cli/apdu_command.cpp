#include "codec/hex.hpp"
#include "daemon/cli/card_session.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/command_line.hpp"
#include "daemon/cli/profile_loading.hpp"
#include "daemon/daemon_options.hpp"
#include "daemon/explanation/apdu_sender.hpp"

#include <fmt/format.h>

#include <iostream>
#include <vector>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;
using explanation::Answer;

struct ApduOptions {
    std::string profile{};
    std::optional<std::uint64_t> seed{};
    bool explain = false;
    bool follow = false;
    std::vector<std::string> apdus{};
};

po::options_description known_options(ApduOptions& options)
{
    po::options_description known;
    known.add_options()
        // clang-format off
        ("profile", po::value(&options.profile))
        ("seed", po::value<std::string>())
        ("explain", po::bool_switch(&options.explain))
        ("follow", po::bool_switch(&options.follow))
        ("apdu", po::value(&options.apdus));
    // clang-format on
    return known;
}

Result<ApduOptions, std::string> parse(Arguments arguments)
try {
    ApduOptions options;
    const auto known = known_options(options);
    const po::variables_map given = parse_command_line(arguments, known, "apdu");
    if (options.profile.empty()) {
        return tl::unexpected{std::string{"no card: name a --profile"}};
    }
    if (given.contains("seed")) {
        options.seed = TRY(parse_seed(given["seed"].as<std::string>()));
    }
    return options;
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

/// Sends APDUs and prints the answers, each at once: a script may wait for it.
class ApduPrinter {
public:
    ApduPrinter(CardSession& session, const ApduOptions& options)
        : sender_{[&card = session.card()](ByteView command) {
              Bytes octets = card.transmit(command);
              return Answer{std::move(octets), card.explanation()};
          }},
          options_{options}
    {}

    /// The error when the text is not hexadecimal.
    Result<void, codec::HexError> send(std::string_view text)
    {
        const Bytes command = TRY(codec::from_hex(text));
        const auto answer = options_.follow ? sender_.exchange(command) : sender_.send(command);
        print(answer->octets); // a card in this process always answers
        if (options_.explain) {
            std::cout << "    " << sender_.explain(*answer) << '\n';
        }
        std::cout << std::flush;
        return {};
    }

private:
    static void print(ByteView octets)
    {
        const std::string data = codec::to_hex(octets.first(octets.size() - 2));
        std::cout << data << (data.empty() ? "" : " ") << codec::to_hex(octets.last(2)) << '\n';
    }

    explanation::ApduSender sender_;
    const ApduOptions& options_;
};

bool send_arguments(ApduPrinter& printer, const std::vector<std::string>& apdus)
{
    for (std::size_t i = 0; i < apdus.size(); ++i) {
        if (const auto sent = printer.send(apdus[i]); !sent) {
            std::cerr << fmt::format("argument {}: character {}: {}\n", i + 1,
                                     sent.error().offset + 1, sent.error().what);
            return false;
        }
    }
    return true;
}

bool send_lines(ApduPrinter& printer)
{
    std::size_t number = 0;
    for (std::string line; std::getline(std::cin, line);) {
        ++number;
        const auto first = line.find_first_not_of(" \t\r");
        if (first == std::string::npos || line[first] == '#') {
            continue;
        }
        if (const auto sent = printer.send(line); !sent) {
            std::cerr << fmt::format("stdin:{}:{}: {}\n", number, sent.error().offset + 1,
                                     sent.error().what);
            return false;
        }
    }
    return true;
}

} // namespace

int run_apdu(Arguments arguments)
{
    const auto options = parse(arguments);
    if (!options) {
        return complain("apdu", options.error());
    }
    const auto description = load_or_complain(options->profile);
    if (description == nullptr) {
        return wrong_usage;
    }
    CardSession session{description, options->seed};
    ApduPrinter printer{session, *options};
    const bool well_formed =
        options->apdus.empty() ? send_lines(printer) : send_arguments(printer, options->apdus);
    if (session.card().internal_errors() > 0) {
        std::cerr << "vuicc apdu: a command failed inside the card\n";
        return failure;
    }
    return well_formed ? success : wrong_usage;
}

} // namespace uicc::daemon::cli
