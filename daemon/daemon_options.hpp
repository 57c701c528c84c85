#pragma once

#include "codec/result.hpp"
#include "vpcd-bridge/slot.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace uicc::daemon {

/// What the user asked vuiccd to do.
struct DaemonOptions {
    std::vector<std::filesystem::path> profiles{};   ///< one card each
    std::vector<vpcd_bridge::Slot::Place> readers{}; ///< one place per card
    std::filesystem::path state{};                   ///< folder; empty with --volatile
    std::optional<std::uint64_t> seed{};
    std::string log_level = "info";
    std::optional<std::filesystem::path> log_file{};
    std::optional<std::filesystem::path> pid_file{};
    bool daemonize = false;
    bool shows_help = false;
    bool shows_version = false;
};

/// Checks everything that can be checked without touching files. Errors are sentences.
[[nodiscard]] Result<DaemonOptions, std::string> parse_daemon_options(int count,
                                                                      const char* const* arguments);

/// The value of a --seed option. The error is a sentence.
[[nodiscard]] Result<std::uint64_t, std::string> parse_seed(const std::string& text);

[[nodiscard]] std::string daemon_usage();

} // namespace uicc::daemon
