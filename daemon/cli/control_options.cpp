#include "daemon/cli/control_options.hpp"

#include "daemon/cli/command_line.hpp"
#include "daemon/control/control_client.hpp"
#include "daemon/control/control_socket.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <iostream>

namespace uicc::daemon::cli {

namespace po = boost::program_options;

std::filesystem::path default_socket()
{
    const char* named = std::getenv("VUICC_CONTROL"); // NOLINT(concurrency-mt-unsafe): no threads
    return named != nullptr && *named != '\0' ? std::filesystem::path{named}
                                              : control::default_control_path();
}

Result<ControlOptions, std::string> parse_control_options(Arguments arguments,
                                                          const po::options_description& own)
try {
    ControlOptions options;
    std::string socket;
    po::options_description known;
    known.add(own).add_options()("control", po::value(&socket))(
        "json", po::bool_switch(&options.json))("words", po::value(&options.words));
    options.given = parse_command_line(arguments, known, "words");
    options.socket = socket.empty() ? default_socket() : std::filesystem::path{socket};
    return options;
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

std::optional<control::Json> ask_or_complain(const ControlOptions& options,
                                             std::string_view method,
                                             const control::Json& parameters)
{
    auto answer = control::ask(options.socket, method, parameters);
    if (!answer) {
        std::cerr << fmt::format("vuicc: {}\n", answer.error());
        return std::nullopt;
    }
    return std::move(*answer);
}

} // namespace uicc::daemon::cli
