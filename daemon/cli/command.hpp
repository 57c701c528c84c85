#pragma once

#include <span>
#include <string>
#include <string_view>

namespace uicc::daemon::cli {

inline constexpr int success = 0;
inline constexpr int failure = 1;
inline constexpr int wrong_usage = 2; ///< also: what the user gave is malformed

using Arguments = std::span<const std::string>;

/// A subcommand of vuicc. It gets what follows its name and answers with the exit status.
struct Command {
    std::string_view name{};
    std::string_view summary{};
    std::string_view usage{};
    int (*run)(Arguments arguments) = nullptr; ///< none: the command is a question to a daemon
};

[[nodiscard]] std::span<const Command> commands();

/// Its usage, with what every question to a daemon understands.
[[nodiscard]] std::string full_usage(const Command& command);

/// That, of no command in particular.
[[nodiscard]] std::string_view daemon_options_usage();

/// Whether a second word says what the command does, as in "state show".
[[nodiscard]] bool has_actions(std::string_view command);

/// Complains on standard error, says where help is, and yields wrong_usage. The command may have
/// two words.
int complain(std::string_view command, std::string_view what);

/// The same of what follows a command when it is none of its actions.
int complain_of_action(std::string_view command, Arguments arguments);

int run_apdu(Arguments arguments);
int run_completion(Arguments arguments);
int run_profile(Arguments arguments);
int run_profile_export(Arguments arguments); ///< vuicc profile export
int run_profile_import(Arguments arguments); ///< vuicc profile import
int run_dm(Arguments arguments);
int run_dm_client(Arguments arguments); ///< vuicc dm client
int run_doctor(Arguments arguments);
int run_reader_conf(Arguments arguments);
int run_run(Arguments arguments);
int run_sandbox(Arguments arguments);
int run_shell(Arguments arguments);
int run_events(Arguments arguments);
int run_explain(Arguments arguments);
int run_replay(Arguments arguments);
int run_version(Arguments arguments);

/// Runs a command that a daemon answers, such as "list" or "state".
int ask_daemon(std::string_view command, Arguments arguments);

/// What the program vuicc does with its arguments.
int run(Arguments arguments);

} // namespace uicc::daemon::cli
