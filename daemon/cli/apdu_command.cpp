#include "codec/hex.hpp"
#include "daemon/cli/card_session.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/command_line.hpp"
#include "daemon/cli/profile_loading.hpp"
#include "daemon/daemon_options.hpp"
#include "daemon/trace/apdu_meaning.hpp"

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
        : session_{session}, options_{options}
    {}

    /// The error when the text is not hexadecimal.
    Result<void, codec::HexError> send(std::string_view text)
    {
        const Bytes command = TRY(codec::from_hex(text));
        const Bytes answer =
            options_.follow ? session_.exchange(command) : session_.transmit(command);
        print(answer);
        if (options_.explain) {
            explain(command, answer);
        }
        std::cout << std::flush;
        return {};
    }

private:
    void print(const Bytes& answer)
    {
        const ByteView octets{answer};
        const std::string data = codec::to_hex(octets.first(octets.size() - 2));
        std::cout << data << (data.empty() ? "" : " ") << codec::to_hex(octets.last(2)) << '\n';
    }

    void explain(const Bytes& command, const Bytes& answer)
    {
        const emulator::Explanation& explanation = session_.card().explanation();
        std::string line = "    ";
        line += explanation.command.empty() ? "unknown command" : explanation.command;
        line += explanation.command.empty() ? "" : trace::key_of(command);
        if (!explanation.file.empty()) {
            line += " on " + explanation.file;
        }
        if (explanation.command == "GET RESPONSE") {
            line += source_of(answer);
        }
        std::string_view separator = ": ";
        for (const std::string& remark : {explanation.reason, trace::tries_left(command, answer)}) {
            if (!remark.empty()) {
                line += separator;
                line += remark;
                separator = ", ";
            }
        }
        std::cout << line << '\n';
    }

    /// Whose answer GET RESPONSE has fetched; with an error status there was none.
    [[nodiscard]] std::string source_of(const Bytes& answer) const
    {
        const bool has_data = answer.size() > 2;
        return has_data ? ", the answer to " + session_.announced() : "";
    }

    CardSession& session_;
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
