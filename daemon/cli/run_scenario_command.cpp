#include "daemon/cli/run_scenario_command.hpp"

#include "daemon/cli/own_program.hpp"
#include "daemon/daemon_options.hpp"
#include "daemon/lab/lab_host.hpp"
#include "daemon/lab/sandbox.hpp"
#include "daemon/lab/scenario_loader.hpp"
#include "daemon/lab/scenario_run.hpp"
#include "daemon/lab/stop_signal.hpp"
#include "daemon/trace/open_trace.hpp"

#include <boost/algorithm/string/replace.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <sys/prctl.h>

namespace uicc::daemon::cli {
namespace {

/// This program again with the same arguments, inside.
int enter(Arguments arguments)
{
    std::vector<std::string> command{own_program(), "run", "--inside"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    std::cerr << lab::enter_sandbox(command) << '\n';
    return failure;
}

/// What was named on the command line, else in the scenario, else the reference client.
std::vector<std::string> client_of(const RunArguments& given, const lab::Scenario& scenario)
{
    if (!given.client.empty()) {
        return given.client;
    }
    if (!scenario.client.command.empty()) {
        return scenario.client.command;
    }
    std::vector<std::string> reference{own_program(), "dm",      "client", "--reader",
                                       "{reader}",    "--state", "{state}"};
    if (!given.rule.empty()) {
        reference.insert(reference.end(), {"--break", given.rule});
    }
    return reference;
}

/// The slot that was named and the one behind it.
Result<std::array<lab::LabReader, 2>, std::string> readers_of(const std::string& place)
{
    const auto slots = TRY(lab::vpcd_readers());
    const auto named = std::ranges::find(slots, place, &lab::LabReader::place);
    if (named == slots.end() || named + 1 == slots.end()) {
        return tl::unexpected{fmt::format("PC/SC shows no reader of vpcd for {} and the slot "
                                          "behind it; it has {} slots from {} on",
                                          place, slots.size(), slots.front().place)};
    }
    constexpr std::chrono::seconds farewell{3}; // of the card of the scenario before
    if (!lab::wait_until_empty(named->name, farewell)) {
        return tl::unexpected{fmt::format(
            "{} holds a card already; take it out, or let --sandbox bring readers", named->name)};
    }
    return std::array{*named, *(named + 1)};
}

Result<void, std::string> open_traces(const RunArguments& given,
                                      const std::string& id,
                                      lab::RunOptions& options)
{
    trace::TraceOptions how;
    how.secrets = given.trace_secrets ? trace::Secrets::Shown : trace::Secrets::Masked;
    for (const std::string& text : given.traces) {
        const auto spec = TRY(trace::parse_trace_spec(trace_of(text, id, given.rule)));
        options.traces.push_back(TRY(trace::open_trace(spec, how)));
    }
    return {};
}

Result<lab::ScenarioResult, std::string> run(const RunArguments& given, const lab::StopSignal& stop)
{
    const lab::LabHost host{std::nullopt, [](const std::string&) {}};
    const auto scenario = lab::load_scenario(given.files.front(), host.methods());
    if (!scenario) {
        return tl::unexpected{scenario.error().front().to_string()};
    }
    lab::RunOptions options{.client = client_of(given, *scenario),
                            .work = given.work,
                            .rule = given.rule,
                            .stop_descriptor = stop.descriptor()};
    options.readers = TRY(readers_of(given.reader));
    if (given.seed) {
        options.seed = TRY(parse_seed(*given.seed));
    }
    TRY(open_traces(given, scenario->id, options));
    return lab::run_scenario(*scenario, options);
}

int run_and_write(const RunArguments& given, const lab::StopSignal& stop)
{
    const auto result = run(given, stop);
    if (!result) {
        std::cerr << result.error() << '\n';
        return failure;
    }
    std::ofstream file{given.result, std::ios::binary};
    constexpr int compact = -1;
    file << to_json(*result).dump(compact, ' ', false, control::Json::error_handler_t::replace)
         << std::flush;
    return file ? success : failure;
}

} // namespace

std::string trace_of(std::string given, const std::string& id, const std::string& rule)
{
    boost::replace_all(given, "{scenario}",
                       rule.empty() ? id : fmt::format("{}-breaking-{}", id, rule));
    return given;
}

int run_one_scenario(const RunArguments& given, Arguments arguments)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody wants the result of a run that was broken off
    if (given.sandbox && !given.is_inside) {
        return enter(arguments);
    }
    const lab::StopSignal stop;
    if (!given.is_inside) {
        return run_and_write(given, stop);
    }
    const auto service = lab::start_pcsc_service(given.work);
    if (!service) {
        std::cerr << service.error() << '\n';
        return failure;
    }
    return run_and_write(given, stop);
}

} // namespace uicc::daemon::cli
