#include "daemon/cli/command_line.hpp"

#include "daemon/option_errors.hpp"

#include <string>
#include <vector>

namespace uicc::daemon::cli {

namespace po = boost::program_options;

po::variables_map parse_command_line(Arguments arguments,
                                     const po::options_description& known,
                                     const char* positional,
                                     int most)
try {
    const std::vector<std::string> words{arguments.begin(), arguments.end()};
    po::variables_map given;
    po::store(
        po::command_line_parser{words}
            .options(known)
            .positional(po::positional_options_description{}.add(positional, most))
            .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
            .run(),
        given);
    po::notify(given);
    return given;
} catch (const po::unknown_option& error) {
    throw po::error{describe(error, known, most == 0 ? "" : positional)};
}

} // namespace uicc::daemon::cli
