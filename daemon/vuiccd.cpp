#include "daemon/background.hpp"
#include "daemon/daemon_options.hpp"
#include "daemon/log.hpp"
#include "daemon/pid_file.hpp"
#include "daemon/service.hpp"
#include "daemon/version.hpp"

#include <csignal>
#include <exception>
#include <iostream>

namespace {

using namespace uicc;
using daemon::DaemonOptions;

constexpr int failure = 1;
constexpr int wrong_input = 2;

Result<void, std::string> serve(const DaemonOptions& options,
                                std::vector<daemon::CardSource> sources,
                                const std::function<void()>& ready)
{
    std::optional<daemon::PidFile> pid_file;
    if (options.pid_file) {
        pid_file.emplace(TRY(daemon::PidFile::create(*options.pid_file)));
    }
    const auto log = TRY(daemon::open_log(options));
    const auto service = TRY(daemon::Service::create(options, std::move(sources), log));
    service->run(ready);
    return {};
}

int run_in_background(const DaemonOptions& options, std::vector<daemon::CardSource> sources)
{
    auto background = daemon::Background::enter();
    const auto served = serve(options, std::move(sources), [&] { background.ready(); });
    if (!served) {
        background.failed("vuiccd: " + served.error());
        return failure;
    }
    return 0;
}

int complain(const std::string& what)
{
    std::cerr << "vuiccd: " << what << "\nTry 'vuiccd --help'.\n";
    return wrong_input;
}

int run(const DaemonOptions& options)
{
    auto sources = daemon::plan_cards(options);
    if (!sources) {
        for (const auto& mistake : sources.error()) {
            std::cerr << mistake.to_string() << '\n';
        }
        return wrong_input;
    }
    if (options.log_file) {
        if (const auto usable = daemon::check_log_file(*options.log_file); !usable) {
            return complain(usable.error());
        }
    }
    for (const int signal : {SIGPIPE, SIGXFSZ}) { // the call that failed says so
        std::signal(signal, SIG_IGN);             // NOLINT(cert-err33-c): cannot fail for these
    }
    if (options.daemonize) {
        return run_in_background(options, std::move(*sources));
    }
    if (const auto served = serve(options, std::move(*sources), [] {}); !served) {
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
        return complain(options.error());
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
