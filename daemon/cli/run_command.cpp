#include "daemon/cli/command.hpp"
#include "daemon/cli/output_file.hpp"
#include "daemon/cli/own_program.hpp"
#include "daemon/cli/run_options.hpp"
#include "daemon/cli/run_scenario_command.hpp"
#include "daemon/lab/lab_host.hpp"
#include "daemon/lab/reader_watch.hpp"
#include "daemon/lab/scenario_jobs.hpp"
#include "daemon/lab/scenario_loader.hpp"
#include "daemon/lab/stop_signal.hpp"
#include "daemon/lab/temporary_folder.hpp"
#include "daemon/trace/open_trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>

namespace uicc::daemon::cli {
namespace {

using lab::Scenario;
using lab::ScenarioJob;
using lab::ScenarioResult;

constexpr int interrupted = 130; // as shells say for SIGINT

/// Every scenario, or nothing after every mistake of every file has been printed.
std::optional<std::vector<Scenario>> load_or_complain(const RunArguments& given)
{
    const lab::LabHost host{std::nullopt, [](const std::string&) {}};
    std::vector<Scenario> scenarios;
    for (const auto& file : given.files) {
        auto scenario = lab::load_scenario(file, host.methods());
        if (scenario) {
            scenarios.push_back(std::move(*scenario));
            continue;
        }
        for (const auto& mistake : scenario.error()) {
            std::cerr << mistake.to_string() << '\n';
        }
    }
    return scenarios.size() == given.files.size() ? std::optional{std::move(scenarios)}
                                                  : std::nullopt;
}

/// Reports and traces go by the id.
bool have_own_ids(const std::vector<Scenario>& scenarios)
{
    std::set<std::string_view> ids;
    for (const Scenario& scenario : scenarios) {
        if (!ids.insert(scenario.id).second) {
            std::cerr << fmt::format("{}: another scenario has the id {} already\n",
                                     scenario.file.string(), scenario.id);
        }
    }
    return ids.size() == scenarios.size();
}

/// Nobody can read what several runs write into one file.
bool have_own_traces(const RunArguments& given, std::size_t runs)
{
    const auto is_shared = [](const std::string& trace) {
        return !trace.starts_with("gsmtap:") && trace.find("{scenario}") == std::string::npos;
    };
    const auto shared = std::ranges::find_if(given.traces, is_shared);
    if (runs < 2 || shared == given.traces.end()) {
        return true;
    }
    complain("run", fmt::format("--trace {}: {} runs would write there; put {{scenario}} into the "
                                "name of the file",
                                *shared, runs));
    return false;
}

/// Reports, and the traces of all runs of all scenarios.
std::set<std::string> outputs_of(const RunArguments& given, const std::vector<Scenario>& scenarios)
{
    std::set<std::string> outputs{given.junit, given.json};
    for (const Scenario& scenario : scenarios) {
        std::vector<std::string> rules{given.rule};
        if (given.prove) {
            rules.insert(rules.end(), scenario.broken_by.begin(), scenario.broken_by.end());
        }
        for (const std::string& trace : given.traces) {
            for (const std::string& rule : rules) {
                const auto spec = trace::parse_trace_spec(trace_of(trace, scenario.id, rule));
                outputs.insert(spec ? spec->target : std::string{});
            }
        }
    }
    return outputs;
}

Result<void, std::string> require_other_files(const RunArguments& given,
                                              const std::vector<Scenario>& scenarios)
{
    for (const std::string& output : outputs_of(given, scenarios)) {
        for (const auto& file : given.files) {
            TRY(require_other_file(output, file, "the scenario"));
        }
    }
    return {};
}

void print_list(const std::vector<Scenario>& scenarios)
{
    for (const Scenario& scenario : scenarios) {
        std::cout << fmt::format("{:<40} {}\n", scenario.id, scenario.about);
    }
}

/// Makes the jobs of a run, each with a folder of its own.
class JobMaker {
public:
    JobMaker(const RunArguments& given, std::filesystem::path folder)
        : given_{given}, folder_{std::move(folder)}
    {}

    void add(const Scenario& scenario, const std::string& rule)
    {
        const auto work = folder_ / fmt::format("{}", jobs_.size());
        std::filesystem::create_directory(work);
        ScenarioJob job{.known = {.file = scenario.file.string(),
                                  .id = scenario.id,
                                  .about = scenario.about,
                                  .rule = rule},
                        .result = work / "result.json"};
        job.command = {own_program(), "run",      "--work",   work.string(),
                       "--result",    job.result, "--reader", given_.reader};
        if (given_.sandbox) {
            job.command.emplace_back("--sandbox");
        }
        add_option(job, "--seed", given_.seed.value_or(""));
        add_option(job, "--break", rule);
        for (const std::string& trace : given_.traces) {
            add_option(job, "--trace", trace);
        }
        if (given_.trace_secrets) {
            job.command.emplace_back("--trace-secrets");
        }
        job.command.push_back(scenario.file.string());
        if (!given_.client.empty()) {
            job.command.emplace_back("--");
            job.command.insert(job.command.end(), given_.client.begin(), given_.client.end());
        }
        jobs_.push_back(std::move(job));
    }

    [[nodiscard]] const std::vector<ScenarioJob>& jobs() const { return jobs_; }

private:
    static void add_option(ScenarioJob& job, const char* name, const std::string& value)
    {
        if (!value.empty()) {
            job.command.insert(job.command.end(), {name, value});
        }
    }

    const RunArguments& given_;
    std::filesystem::path folder_;
    std::vector<ScenarioJob> jobs_;
};

/// A scenario proves something when a client that breaks one of its rules does not pass it.
ScenarioResult as_proof(ScenarioResult result)
{
    if (result.rule.empty() || !result.error.empty()) {
        return result;
    }
    if (result.findings.empty()) {
        result.findings.push_back(
            {"a client that breaks " + result.rule + " fails", "it has passed", {}});
    } else {
        result.findings.clear();
    }
    return result;
}

std::string summary(const std::vector<ScenarioResult>& results)
{
    const auto passed = std::ranges::count_if(results, &ScenarioResult::has_passed);
    return fmt::format("{} passed, {} failed\n", passed,
                       static_cast<std::ptrdiff_t>(results.size()) - passed);
}

bool write(const std::string& file, const std::string& text)
{
    if (file.empty()) {
        return true;
    }
    std::ofstream output{file, std::ios::binary};
    output << text << std::flush;
    if (!output) {
        std::cerr << fmt::format("vuicc run: {}: cannot be written\n", file);
    }
    return output.good();
}

bool write_reports(const RunArguments& given, const std::vector<ScenarioResult>& results)
{
    control::Json list = control::Json::array();
    std::ranges::transform(results, std::back_inserter(list),
                           [](const auto& one) { return to_json(one); });
    constexpr int indentation = 2;
    const std::string json =
        list.dump(indentation, ' ', false, control::Json::error_handler_t::replace) + "\n";
    const bool has_junit = write(given.junit, lab::to_junit(results));
    return write(given.json, json) && has_junit;
}

int run_all(const RunArguments& given, const std::vector<Scenario>& scenarios)
{
    const lab::TemporaryFolder folder;
    JobMaker maker{given, folder.path()};
    for (const Scenario& scenario : scenarios) {
        maker.add(scenario, given.rule);
        if (given.prove) {
            std::ranges::for_each(scenario.broken_by,
                                  [&](const auto& rule) { maker.add(scenario, rule); });
        }
    }
    const lab::StopSignal stop;
    std::vector<ScenarioResult> results;
    const bool is_complete = lab::run_jobs(
        maker.jobs(), given.sandbox ? given.jobs : 1, stop.descriptor(),
        [&](ScenarioResult result) {
            results.push_back(given.prove ? as_proof(std::move(result)) : std::move(result));
            std::cout << to_text(results.back()) << std::flush;
        });
    std::cout << summary(results);
    const bool are_written = write_reports(given, results);
    if (!is_complete) {
        return interrupted;
    }
    return are_written && std::ranges::all_of(results, &ScenarioResult::has_passed) ? success
                                                                                    : failure;
}

} // namespace

int run_run(Arguments arguments)
{
    const auto given = parse_run_arguments(arguments);
    if (!given) {
        return complain("run", given.error());
    }
    if (!given->work.empty()) {
        return run_one_scenario(*given, arguments);
    }
    const auto scenarios = load_or_complain(*given);
    if (!scenarios || !have_own_ids(*scenarios) ||
        !have_own_traces(*given, given->prove ? 2 : scenarios->size())) {
        return wrong_usage;
    }
    if (const auto apart = require_other_files(*given, *scenarios); !apart) {
        return complain("run", apart.error());
    }
    if (given->list) {
        print_list(*scenarios);
        return success;
    }
    if (given->check) {
        std::cout << fmt::format("{} {}, no mistakes\n", scenarios->size(),
                                 scenarios->size() == 1 ? "scenario" : "scenarios");
        return success;
    }
    if (!given->sandbox) {
        if (const auto readers = lab::vpcd_readers(); !readers) {
            std::cerr << fmt::format("vuicc run: {}\nStart a pcscd with vpcd, or let --sandbox do "
                                     "it.\n",
                                     readers.error());
            return wrong_usage;
        }
    }
    return run_all(*given, *scenarios);
}

} // namespace uicc::daemon::cli
