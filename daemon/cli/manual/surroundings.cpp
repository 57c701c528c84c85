#include "daemon/cli/manual/surroundings.hpp"

#include <array>

namespace uicc::daemon::cli::manual {
namespace {

constexpr Surrounding runtime_folder{
    "XDG_RUNTIME_DIR", "the folder that holds vuicc/control where nothing else names the socket"};

constexpr auto of_vuicc = std::to_array<Surrounding>({
    {"VUICC_CONTROL", "the control socket of the daemon, where --control is not given"},
    runtime_folder,
    {"VUICC_PIN", "what vuicc dm client presents, where --pin is not given"},
    {"VUICC_SCP03_KEYS", "the keys of vuicc dm client, where --scp03-keys is not given"},
    {"VUICC_WAIT", "how many seconds vuicc dm client waits, where --wait is not given"},
    {"VUICC_REPORT", "where vuicc dm client writes its report, where --report is not given; "
                     "vuicc run sets it for the client under test"},
    {"VUICC_READER", "set by vuicc run and vuicc sandbox for what they start: the PC/SC name of "
                     "the reader"},
    {"VUICC_STATE", "set by vuicc run for the client under test: a file to keep things in"},
});

constexpr auto of_vuiccd = std::to_array<Surrounding>({
    runtime_folder,
    {"XDG_STATE_HOME", "the folder that holds vuicc, where --state is not given"},
    {"HOME", "without XDG_STATE_HOME, the state is kept in .local/state/vuicc of this folder"},
});

constexpr auto all_files = std::to_array<Surrounding>({
    {"$XDG_RUNTIME_DIR/vuicc/control",
     "the control socket; without XDG_RUNTIME_DIR it is /run/vuicc/control for root and "
     "/tmp/vuicc-UID/control for others. The lock of the daemon stands beside it, control.lock"},
    {"$XDG_STATE_HOME/vuicc/vuicc.sqlite3",
     "what the cards have changed; without XDG_STATE_HOME in ~/.local/state/vuicc"},
    {"$XDG_RUNTIME_DIR/vuicc/vuiccd.log",
     "the log of the daemon that make up has started; without XDG_RUNTIME_DIR in "
     "/run/user/UID/vuicc, or in /tmp/vuicc-UID/vuicc"},
    {"$XDG_RUNTIME_DIR/vuicc/vuiccd.pid", "its process number, in the same folder"},
});

} // namespace

std::span<const Surrounding> variables_of_vuicc()
{
    return of_vuicc;
}

std::span<const Surrounding> variables_of_vuiccd()
{
    return of_vuiccd;
}

std::span<const Surrounding> files()
{
    return all_files;
}

} // namespace uicc::daemon::cli::manual
