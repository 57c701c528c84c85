#include "daemon/cli/command.hpp"
#include "daemon/cli/command_line.hpp"
#include "daemon/cli/own_program.hpp"
#include "daemon/cli/profile_loading.hpp"
#include "daemon/daemon_options.hpp"
#include "daemon/lab/child_process.hpp"
#include "daemon/lab/lab_host.hpp"
#include "daemon/lab/reader_watch.hpp"
#include "daemon/lab/sandbox.hpp"
#include "daemon/lab/stop_signal.hpp"
#include "daemon/lab/temporary_folder.hpp"

#include <boost/algorithm/string/replace.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <poll.h>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;

using lab::ChildProcess;

constexpr const char* card_name = "card";

struct SandboxArguments {
    std::string profile{};
    std::optional<std::uint64_t> seed{};
    bool is_inside = false;
    std::string work{}; ///< folder, inside
    std::vector<std::string> command{};
};

Result<SandboxArguments, std::string> parse(Arguments arguments)
try {
    SandboxArguments given;
    const auto end = std::ranges::find(arguments, "--");
    po::options_description known;
    known.add_options()("profile", po::value(&given.profile))("seed", po::value<std::string>())(
        "inside", po::bool_switch(&given.is_inside))("work", po::value(&given.work));
    const auto own = static_cast<std::size_t>(end - arguments.begin());
    const po::variables_map options = parse_command_line(arguments.first(own), known, "", 0);
    if (options.contains("seed")) {
        given.seed = TRY(parse_seed(options["seed"].as<std::string>()));
    }
    if (end == arguments.end() || end + 1 == arguments.end()) {
        return tl::unexpected{std::string{"name a command behind --"}};
    }
    given.command.assign(end + 1, arguments.end());
    return given;
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

int complain_about(const std::string& what)
{
    std::cerr << "vuicc sandbox: " << what << '\n';
    return failure;
}

/// Waits for its end. Ctrl-C is for the command, which gets it from the terminal itself; other
/// signals end it, after a while if it does not end by itself.
int wait_for(ChildProcess& process, const lab::StopSignal& stop)
{
    constexpr std::chrono::seconds farewell{2};
    while (!process.exit_status()) {
        std::array<pollfd, 2> waiting{pollfd{process.ended_descriptor(), POLLIN, 0},
                                      pollfd{stop.descriptor(), POLLIN, 0}};
        poll(waiting.data(), waiting.size(), -1);
        if (const auto signal = stop.next(); signal && *signal != SIGINT) {
            process.end_within(farewell);
            process.kill();
        }
    }
    return *process.exit_status();
}

/// This program again inside. It stays with us as a child: what makes the namespaces passes no
/// signals on.
Result<int, std::string> run_outside(Arguments arguments)
{
    const lab::StopSignal stop;
    const lab::TemporaryFolder work;
    std::vector<std::string> again{own_program(), "sandbox", "--inside", "--work", work.path()};
    again.insert(again.end(), arguments.begin(), arguments.end());
    auto process =
        TRY(ChildProcess::start(lab::sandboxed(again), {}, ChildProcess::Terminal::Shared));
    return wait_for(process, stop);
}

Result<int, std::string> run_inside(const SandboxArguments& given, const DescriptionPtr& card)
{
    const lab::StopSignal stop;
    const std::filesystem::path work = given.work;
    const auto service = TRY(lab::start_pcsc_service(work));
    const auto readers = TRY(lab::vpcd_readers());
    lab::LabHost host{given.seed, [](const std::string&) {}};
    TRY(host.add({.name = card_name, .profile = given.profile, .description = card}));
    TRY(host.start(work / "control"));
    TRY(host.call({"insert", {{"card", card_name}, {"reader", readers.front().place}}}));
    if (!lab::wait_for_card(readers.front().name, std::chrono::seconds{20})) {
        return tl::unexpected{std::string{"the reader shows no card"}};
    }
    auto words = given.command;
    std::ranges::for_each(
        words, [&](auto& word) { boost::replace_all(word, "{reader}", readers.front().name); });
    auto process = TRY(ChildProcess::start(
        words, {{"VUICC_READER", readers.front().name}, {"VUICC_CONTROL", work / "control"}},
        ChildProcess::Terminal::Shared));
    return wait_for(process, stop);
}

} // namespace

int run_sandbox(Arguments arguments)
{
    const auto given = parse(arguments);
    if (!given) {
        return complain("sandbox", given.error());
    }
    if (given->profile.empty()) {
        return complain("sandbox", "no card: name a --profile");
    }
    const auto card = load_or_complain(given->profile);
    if (card == nullptr) {
        return wrong_usage;
    }
    const auto status = given->is_inside ? run_inside(*given, card) : run_outside(arguments);
    return status ? *status : complain_about(status.error());
}

} // namespace uicc::daemon::cli
