#include "daemon/cli/doctor/service_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon::cli::doctor {
namespace {

constexpr std::string_view service_socket = "/run/pcscd/pcscd.comm";
constexpr std::string_view service_program = "/usr/sbin/pcscd";
constexpr std::string_view default_configuration = "/etc/reader.conf.d";
constexpr std::string_view debian_driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

bool leaves_when_idle(const Process& pcscd)
{
    return std::ranges::any_of(pcscd.arguments, [](const std::string& argument) {
        return argument == "--auto-exit" || argument == "-x";
    });
}

/// See pcscd(8): -c FILE, --config FILE, --config=FILE.
std::string configuration_of(const Process& pcscd)
{
    constexpr std::string_view joined = "--config=";
    const auto& arguments = pcscd.arguments;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i].starts_with(joined)) {
            return arguments[i].substr(joined.size());
        }
        if ((arguments[i] == "-c" || arguments[i] == "--config") && i + 1 < arguments.size()) {
            return arguments[i + 1];
        }
    }
    return std::string{default_configuration};
}

Finding describe_running(const Machine& machine, const Process& pcscd)
{
    if (!machine.is_listening_at(service_socket)) {
        return {Health::Problem,
                fmt::format("pcscd runs as process {}, but nobody listens at {}", pcscd.id,
                            service_socket),
                "it is just starting or ending, or has a /run of its own; restart it where clients "
                "are"};
    }
    if (leaves_when_idle(pcscd)) {
        return {Health::Warning,
                fmt::format("pcscd runs as process {} and leaves a minute after its last client "
                            "(--auto-exit)",
                            pcscd.id),
                "the reader goes with it and returns with the next client, the card follows within "
                "a\nsecond; a client that stays keeps both: pcsc_scan -q"};
    }
    return {Health::Good, fmt::format("pcscd runs as process {}", pcscd.id), {}};
}

Finding describe_missing(const Machine& machine)
{
    if (!machine.exists(service_program)) {
        return {Health::Problem, "pcscd is not installed", "apt-get install pcscd vsmartcard-vpcd"};
    }
    return {Health::Problem, "pcscd does not run",
            "make up, or start it: systemctl start pcscd.socket; without systemd: pcscd"};
}

bool is_usable(const VpcdReader& reader)
{
    return reader.driver_exists && !reader.entry.calls_out();
}

Finding describe_reader(const VpcdReader& reader, Health health_of_defects)
{
    const ReaderEntry& entry = reader.entry;
    const std::string what = fmt::format("reader \"{}\" of {}", entry.name, reader.file.string());
    if (!reader.driver_exists) {
        return {
            health_of_defects,
            fmt::format("{} needs the driver {}, which is missing", what, entry.library.string()),
            "apt-get install --reinstall vsmartcard-vpcd"};
    }
    if (entry.calls_out()) {
        return {health_of_defects, fmt::format("{} calls a card at {}", what, entry.device),
                "the cards of vuiccd call the reader: write DEVICENAME /dev/null:0x8C7B"};
    }
    return {Health::Good,
            fmt::format("{} has the ports {} and {}", what, entry.first_port(), entry.last_port()),
            {}};
}

Finding describe_no_reader(const Machine& machine, const std::filesystem::path& configuration)
{
    if (!machine.exists(debian_driver)) {
        return {Health::Problem, "the vpcd driver is not installed",
                "apt-get install vsmartcard-vpcd, then restart pcscd"};
    }
    return {Health::Problem,
            fmt::format("the vpcd driver is installed, but no reader in {} uses it",
                        configuration.string()),
            "apt-get install --reinstall -o Dpkg::Options::=--force-confmiss vsmartcard-vpcd,\n"
            "then restart pcscd"};
}

/// A driver has one state, however often it is loaded.
void check_shared_drivers(const Machine& machine,
                          const std::vector<VpcdReader>& readers,
                          Findings& findings)
{
    for (std::size_t i = 0; i < readers.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (machine.is_same_file(readers[i].entry.library, readers[k].entry.library)) {
                findings.push_back(
                    {Health::Warning,
                     fmt::format("readers \"{}\" and \"{}\" share the driver file {}",
                                 readers[k].entry.name, readers[i].entry.name,
                                 readers[i].entry.library.string()),
                     "only one of them works; name a copy of the file in LIBPATH of the other"});
            }
        }
    }
}

} // namespace

Service check_service(const Machine& machine, Findings& findings)
{
    const auto running = machine.processes_named("pcscd");
    if (!running.empty()) {
        findings.push_back(describe_running(machine, running.front()));
        return {findings.back().health != Health::Problem, configuration_of(running.front())};
    }
    if (machine.exists(service_program) && machine.is_listening_at(service_socket)) {
        findings.push_back({Health::Warning, "pcscd did not run; its socket waits for clients",
                            "systemd starts it for the first client, this one too: run vuicc "
                            "doctor again"});
        return {true, default_configuration};
    }
    findings.push_back(describe_missing(machine));
    return {false, default_configuration};
}

std::vector<VpcdReader> check_configuration(const Machine& machine,
                                            const std::filesystem::path& configuration,
                                            Findings& findings)
{
    auto readers = machine.vpcd_readers(configuration);
    if (readers.empty()) {
        findings.push_back(describe_no_reader(machine, configuration));
    }
    const bool any = std::ranges::any_of(readers, is_usable);
    for (const VpcdReader& reader : readers) {
        findings.push_back(describe_reader(reader, any ? Health::Warning : Health::Problem));
    }
    check_shared_drivers(machine, readers, findings);
    return readers;
}

} // namespace uicc::daemon::cli::doctor
