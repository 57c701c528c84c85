#include "codec/hex.hpp"
#include "daemon/cli/card_session.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/profile_loading.hpp"

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <iostream>
#include <vector>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;

struct ApduOptions {
    std::string profile{};
    std::optional<std::uint64_t> seed{};
    bool explain = false;
    bool follow = false;
    std::vector<std::string> apdus{};
};

ApduOptions parse(Arguments arguments)
{
    ApduOptions options;
    std::uint64_t seed = 0;
    po::options_description known;
    known.add_options()("profile", po::value(&options.profile)->required())(
        "seed", po::value(&seed))("explain", po::bool_switch(&options.explain))(
        "follow", po::bool_switch(&options.follow))("apdu", po::value(&options.apdus));
    po::positional_options_description positional;
    positional.add("apdu", -1);
    po::variables_map given;
    po::store(po::command_line_parser{std::vector<std::string>{arguments.begin(), arguments.end()}}
                  .options(known)
                  .positional(positional)
                  .run(),
              given);
    po::notify(given);
    if (given.contains("seed")) {
        options.seed = seed;
    }
    return options;
}

/// Sends APDUs and prints the answers.
class ApduPrinter {
public:
    ApduPrinter(CardSession& session, const ApduOptions& options)
        : session_{session}, options_{options}
    {}

    /// False when the text is not hexadecimal; `where` says what it is, a place in the input.
    bool send(std::string_view text, std::string_view where, bool with_column)
    {
        const auto command = codec::from_hex(text);
        if (!command) {
            const std::string place = with_column
                                          ? fmt::format("{}:{}", where, command.error().offset + 1)
                                          : fmt::format("{}", where);
            std::cerr << place << ": " << command.error().what << '\n';
            return false;
        }
        print(options_.follow ? session_.exchange(*command) : session_.transmit(*command));
        return true;
    }

private:
    void print(const Bytes& answer)
    {
        const ByteView octets{answer};
        const std::string data = codec::to_hex(octets.first(octets.size() - 2));
        std::cout << data << (data.empty() ? "" : " ") << codec::to_hex(octets.last(2)) << '\n';
        if (options_.explain) {
            explain();
        }
        std::cout << std::flush;
    }

    void explain()
    {
        const emulator::Explanation& explanation = session_.card().explanation();
        std::string line = "    ";
        line += explanation.command.empty() ? "unknown command" : explanation.command;
        if (!explanation.file.empty()) {
            line += " on " + explanation.file;
        }
        if (!explanation.reason.empty()) {
            line += ": " + explanation.reason;
        }
        std::cout << line << '\n';
    }

    CardSession& session_;
    const ApduOptions& options_;
};

bool send_arguments(ApduPrinter& printer, const std::vector<std::string>& apdus)
{
    for (std::size_t i = 0; i < apdus.size(); ++i) {
        if (!printer.send(apdus[i], fmt::format("argument {}", i + 1), false)) {
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
        if (!printer.send(line, fmt::format("stdin:{}", number), true)) {
            return false;
        }
    }
    return true;
}

} // namespace

int run_apdu(Arguments arguments)
{
    ApduOptions options;
    try {
        options = parse(arguments);
    } catch (const po::error& error) {
        return complain("apdu", error.what());
    }
    const auto description = load_or_complain(options.profile);
    if (description == nullptr) {
        return wrong_usage;
    }
    CardSession session{description, options.seed};
    ApduPrinter printer{session, options};
    const bool well_formed =
        options.apdus.empty() ? send_lines(printer) : send_arguments(printer, options.apdus);
    if (session.card().internal_errors() > 0) {
        std::cerr << "vuicc apdu: a command failed inside the card\n";
        return failure;
    }
    return well_formed ? success : wrong_usage;
}

} // namespace uicc::daemon::cli
