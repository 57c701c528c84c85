#pragma once

#include "daemon/control/json_rpc.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::daemon::cli::completion {

/// What may stand at one place of a command line.
struct Candidates {
    std::vector<std::string> words{}; ///< all that begin with what is there already, sorted
    bool takes_file = false;          ///< also the name of any file
};

/// The answer of a daemon, or nothing when there is none.
using Ask = std::function<std::optional<control::Json>(std::string_view method,
                                                       const control::Json& parameters)>;

/// Completes the last of some words behind the program's name, as the usage of the commands says.
[[nodiscard]] Candidates complete(std::span<const std::string> words, const Ask& ask);

} // namespace uicc::daemon::cli::completion
