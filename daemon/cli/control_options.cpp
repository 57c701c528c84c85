#include "daemon/cli/control_options.hpp"

#include "daemon/cli/command_line.hpp"
#include "daemon/control/control_client.hpp"
#include "daemon/control/control_socket.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <iostream>

namespace uicc::daemon::cli {

namespace po = boost::program_options;

Result<ControlOptions, std::string> parse_control_options(Arguments arguments)
try {
    ControlOptions options;
    std::string socket;
    std::string reader;
    po::options_description known;
    known.add_options()("control", po::value(&socket))("json", po::bool_switch(&options.json))(
        "reader", po::value(&reader))("words", po::value(&options.words));
    const po::variables_map given = parse_command_line(arguments, known, "words");
    const char* usual = std::getenv("VUICC_CONTROL"); // NOLINT(concurrency-mt-unsafe): no threads
    options.socket = !socket.empty()    ? std::filesystem::path{socket}
                     : usual != nullptr ? std::filesystem::path{usual}
                                        : control::default_control_path();
    if (given.contains("reader")) {
        options.reader = reader;
    }
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
