#include "daemon/background.hpp"
#include "daemon/daemon_options.hpp"
#include "daemon/log.hpp"
#include "daemon/pid_file.hpp"
#include "daemon/service.hpp"
#include "daemon/version.hpp"
#include "profiles/loader/load_profile.hpp"

#include <csignal>
#include <exception>
#include <iostream>

namespace {

using namespace uicc;
using daemon::DaemonOptions;

constexpr int failure = 1;
constexpr int wrong_input = 2;

/// All cards, or every mistake of every profile on standard error.
std::optional<daemon::Service::Descriptions> load_profiles(const DaemonOptions& options)
{
    daemon::Service::Descriptions descriptions;
    bool good = true;
    for (const auto& file : options.profiles) {
        auto loaded = profiles::load_profile(file);
        if (loaded) {
            descriptions.push_back(std::move(*loaded));
            continue;
        }
        good = false;
        for (const auto& mistake : loaded.error()) {
            std::cerr << mistake.to_string() << '\n';
        }
    }
    return good ? std::optional{std::move(descriptions)} : std::nullopt;
}

Result<void, std::string> serve(const DaemonOptions& options,
                                const daemon::Service::Descriptions& descriptions,
                                const std::function<void()>& ready)
{
    std::optional<daemon::PidFile> pid_file;
    if (options.pid_file) {
        pid_file.emplace(TRY(daemon::PidFile::create(*options.pid_file)));
    }
    const auto log = TRY(daemon::open_log(options));
    const auto service = TRY(daemon::Service::create(options, descriptions, log));
    service->run(ready);
    return {};
}

int run_in_background(const DaemonOptions& options,
                      const daemon::Service::Descriptions& descriptions)
{
    auto background = daemon::Background::enter();
    const auto served = serve(options, descriptions, [&] { background.ready(); });
    if (!served) {
        background.failed("vuiccd: " + served.error());
        return failure;
    }
    return 0;
}

int run(const DaemonOptions& options)
{
    const auto descriptions = load_profiles(options);
    if (!descriptions) {
        return wrong_input;
    }
    std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c): cannot fail for SIGPIPE
    if (options.daemonize) {
        return run_in_background(options, *descriptions);
    }
    if (const auto served = serve(options, *descriptions, [] {}); !served) {
        std::cerr << "vuiccd: " << served.error() << '\n';
        return failure;
    }
    return 0;
}

} // namespace

int main(int count, char** arguments)
try {
    const auto options = daemon::parse_daemon_options(count, arguments);
    if (!options) {
        std::cerr << "vuiccd: " << options.error() << "\nTry 'vuiccd --help'.\n";
        return wrong_input;
    }
    if (options->shows_help) {
        std::cout << daemon::daemon_usage();
        return 0;
    }
    if (options->shows_version) {
        std::cout << "vuiccd " << daemon::version << '\n';
        return 0;
    }
    return run(*options);
} catch (const std::exception& error) {
    std::cerr << "vuiccd: " << error.what() << '\n';
    return failure;
}
