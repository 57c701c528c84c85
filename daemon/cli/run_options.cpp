#include "daemon/cli/run_options.hpp"

#include "daemon/cli/command_line.hpp"
#include "daemon/client/rules.hpp"
#include "daemon/daemon_options.hpp"
#include "daemon/pcsc/reader_conf.hpp"
#include "daemon/trace/open_trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace uicc::daemon::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

po::options_description known_options(RunArguments& given, std::vector<std::string>& files)
{
    po::options_description known;
    known.add_options()
        // clang-format off
        ("sandbox", po::bool_switch(&given.sandbox))
        ("check", po::bool_switch(&given.check))
        ("list", po::bool_switch(&given.list))
        ("prove", po::bool_switch(&given.prove))
        ("jobs", po::value(&given.jobs)->default_value(std::thread::hardware_concurrency()))
        ("seed", po::value<std::string>())
        ("reader", po::value(&given.reader)->default_value(fmt::format("127.0.0.1:{}", pcsc::first_port)))
        ("break", po::value(&given.rule))
        ("junit", po::value(&given.junit))
        ("json", po::value(&given.json))
        ("trace", po::value(&given.traces)->composing())
        ("trace-secrets", po::bool_switch(&given.trace_secrets))
        ("work", po::value(&given.work))
        ("result", po::value(&given.result))
        ("inside", po::bool_switch(&given.is_inside))
        ("file", po::value(&files));
    // clang-format on
    return known;
}

/// A folder stands for every NAME.yaml in it and below it.
Result<void, std::string> add_files(const fs::path& named, std::vector<fs::path>& files)
{
    std::error_code error;
    if (!fs::is_directory(named, error)) {
        files.push_back(named);
        return {};
    }
    const auto first = static_cast<std::ptrdiff_t>(files.size());
    for (const auto& entry : fs::recursive_directory_iterator{named, error}) {
        if (entry.path().extension() == ".yaml") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin() + first, files.end());
    if (error || files.size() == static_cast<std::size_t>(first)) {
        return tl::unexpected{
            fmt::format("{}: {}", named.string(),
                        error ? error.message() : std::string{"there is no file NAME.yaml in it"})};
    }
    return {};
}

/// What is printed has no place between the results, and nobody hears what is sent in a sandbox.
Result<void, std::string> check_trace(const std::string& text, bool sandbox)
{
    const auto spec = TRY(trace::parse_trace_spec(text));
    if (spec.target.empty()) {
        return tl::unexpected{fmt::format("--trace {}: name a file", text)};
    }
    if (spec.form == trace::TraceForm::Gsmtap && sandbox) {
        return tl::unexpected{
            fmt::format("--trace {}: nobody outside of a sandbox hears it; pcapng:FILE has the "
                        "same packets",
                        text)};
    }
    return {};
}

Result<void, std::string> check(const RunArguments& given)
{
    for (const std::string& trace : given.traces) {
        TRY(check_trace(trace, given.sandbox));
    }
    if (given.files.empty()) {
        return tl::unexpected{std::string{"name a scenario, or a folder of scenarios"}};
    }
    if (!given.client.empty() && (given.prove || !given.rule.empty())) {
        return tl::unexpected{
            std::string{"--prove and --break are about the reference client; leave out --"}};
    }
    if (!given.rule.empty() && !client::find_rule(given.rule)) {
        return tl::unexpected{fmt::format(
            "there is no rule {}; vuicc dm client --list-rules shows them", given.rule)};
    }
    for (const std::string& file : {given.junit, given.json}) {
        if (file.starts_with("-")) {
            return tl::unexpected{fmt::format("{} is no name of a file for a report", file)};
        }
    }
    if (given.jobs < 1) {
        return tl::unexpected{std::string{"--jobs is at least 1"}};
    }
    return {};
}

} // namespace

Result<RunArguments, std::string> parse_run_arguments(Arguments arguments)
try {
    RunArguments given;
    std::vector<std::string> files;
    const auto end = std::ranges::find(arguments, "--");
    const auto own = static_cast<std::size_t>(end - arguments.begin());
    const auto known = known_options(given, files);
    const po::variables_map options = parse_command_line(arguments.first(own), known, "file");
    if (end != arguments.end()) {
        given.client.assign(end + 1, arguments.end());
    }
    if (options.contains("seed")) {
        given.seed = options["seed"].as<std::string>();
        TRY(parse_seed(*given.seed));
    }
    for (const std::string& file : files) {
        TRY(add_files(file, given.files));
    }
    TRY(check(given));
    return given;
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

} // namespace uicc::daemon::cli
