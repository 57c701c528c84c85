#pragma once

#include "codec/result.hpp"
#include "daemon/cli/command.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace uicc::daemon::cli {

/// What `vuicc run` was asked for.
struct RunArguments {
    std::vector<std::filesystem::path> files{}; ///< folders are replaced by what is in them
    std::vector<std::string> client{};          ///< after --; empty: the reference client
    bool sandbox = false;
    bool check = false; ///< read the scenarios only
    bool list = false;
    bool prove = false;
    std::size_t jobs = 1;
    std::optional<std::string> seed{};
    std::string reader{}; ///< HOST:PORT of the first slot
    std::string rule{};   ///< for the reference client to break
    std::string junit{};
    std::string json{};
    std::vector<std::string> traces{}; ///< {scenario} stands for the id
    bool trace_secrets = false;
    std::string work{};   ///< of one scenario: where its files are; empty: run them all
    std::string result{}; ///< of one scenario: where its result goes
    bool is_inside = false;
};

/// The error is a sentence.
[[nodiscard]] Result<RunArguments, std::string> parse_run_arguments(Arguments arguments);

} // namespace uicc::daemon::cli
