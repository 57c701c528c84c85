#pragma once

#include "codec/result.hpp"
#include "daemon/trace/open_trace.hpp"
#include "filesystem/store/sqlite_store.hpp"
#include "vpcd-bridge/slot.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace uicc::daemon {

/// What becomes of the kept changes of a card whose profile has been edited.
enum class KeptState {
    Refuse, ///< the daemon does not start
    Adopt,  ///< what fits the new profile is taken over
    Reset,  ///< all cards of the daemon start as their profiles describe them
};

/// What the user asked vuiccd to do.
struct DaemonOptions {
    std::vector<std::filesystem::path> profiles{}; ///< one card each, or a family of `cards`
    std::uint32_t cards = 1;                       ///< of each profile
    std::optional<std::filesystem::path> profile_folder{};
    std::vector<vpcd_bridge::Slot::Place> readers{}; ///< for the first cards
    std::filesystem::path state{};                   ///< folder; empty when nothing is to be kept
    filesystem::Durability durability = filesystem::Durability::Normal;
    KeptState kept_state = KeptState::Refuse;
    std::optional<std::filesystem::path> control{}; ///< socket; none: the usual place
    bool has_control = true;
    bool names_readers = false; ///< readers are the user's, not the usual two
    bool allow_remote = false;
    std::size_t loops = 1;
    std::optional<std::uint64_t> seed{};
    std::string log_level = "info";
    std::optional<std::filesystem::path> log_file{};
    std::vector<trace::TraceSpec> traces{};
    trace::TraceOptions trace_options{};
    std::optional<std::filesystem::path> pid_file{};
    bool daemonize = false;
    bool shows_help = false;
    bool shows_version = false;
};

/// HOST:PORT of a vpcd reader; an IPv6 address stands in brackets. Only this machine's, unless
/// remote ones are allowed. The error is a sentence.
[[nodiscard]] Result<vpcd_bridge::Slot::Place, std::string> parse_reader(const std::string& text,
                                                                         bool allow_remote);

/// Checks everything that can be checked without touching files. Errors are sentences.
[[nodiscard]] Result<DaemonOptions, std::string> parse_daemon_options(int count,
                                                                      const char* const* arguments);

/// The value of a --seed option. The error is a sentence.
[[nodiscard]] Result<std::uint64_t, std::string> parse_seed(const std::string& text);

[[nodiscard]] std::string daemon_usage();

} // namespace uicc::daemon
