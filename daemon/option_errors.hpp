#pragma once

#include <boost/program_options.hpp>

#include <string>
#include <string_view>

namespace uicc::daemon {

/// "unrecognised option '--profil'; did you mean --profile?" for an option that is none of the
/// known ones; `positional` is the name that words without an option go by.
[[nodiscard]] std::string describe(const boost::program_options::unknown_option& error,
                                   const boost::program_options::options_description& known,
                                   std::string_view positional);

} // namespace uicc::daemon
