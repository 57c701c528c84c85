#include "daemon/option_errors.hpp"

#include "daemon/card_file.hpp"

#include <fmt/format.h>

#include <vector>

namespace uicc::daemon {

namespace po = boost::program_options;

std::string describe(const po::unknown_option& error,
                     const po::options_description& known,
                     std::string_view positional)
{
    std::vector<std::string> names;
    for (const auto& option : known.options()) {
        if (option->long_name() != positional) {
            names.push_back("--" + option->long_name());
        }
    }
    const std::string given = error.get_option_name();
    const std::string name = given.substr(0, given.find('=')); // what follows may be a secret
    return fmt::format("unrecognised option '{}'{}", name, suggestion(name, names));
}

} // namespace uicc::daemon
