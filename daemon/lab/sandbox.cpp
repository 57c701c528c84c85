#include "daemon/lab/sandbox.hpp"

#include "daemon/pcsc/reader_conf.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <net/if.h>
#include <sstream>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace uicc::daemon::lab {
namespace {

namespace fs = std::filesystem;

using Outcome = Result<void, std::string>;

constexpr const char* service_folder = "/run/pcscd";
constexpr const char* service_socket = "/run/pcscd/pcscd.comm";
constexpr std::chrono::seconds patience{20};

tl::unexpected<std::string> failed(std::string_view what)
{
    return tl::unexpected{fmt::format("{}: {}", what, std::strerror(errno))};
}

/// A socket that closes itself.
class Socket {
public:
    Socket(int family, int type) : descriptor_{::socket(family, type | SOCK_CLOEXEC, 0)} {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    Socket(Socket&&) = delete;
    Socket& operator=(Socket&&) = delete;
    ~Socket() { ::close(descriptor_); }

    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

Outcome bring_loopback_up()
{
    const Socket socket{AF_INET, SOCK_DGRAM};
    ifreq request{};
    std::strncpy(request.ifr_name, "lo", sizeof request.ifr_name - 1);
    if (ioctl(socket.descriptor(), SIOCGIFFLAGS, &request) != 0) { // NOLINT: C interface
        return failed("the loopback interface");
    }
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP); // NOLINT: C interface
    if (ioctl(socket.descriptor(), SIOCSIFFLAGS, &request) != 0) {      // NOLINT: C interface
        return failed("the loopback interface");
    }
    return {};
}

/// The folder of the service is missing until one has run; then all of /run is replaced.
Outcome hide_other_service()
{
    std::error_code ignored;
    const bool exists = fs::is_directory(service_folder, ignored);
    const char* const place = exists ? service_folder : "/run";
    if (mount("vuicc", place, "tmpfs", 0, "mode=0755") != 0) {
        return failed(place);
    }
    fs::create_directory(service_folder, ignored);
    return {};
}

bool is_answering()
{
    const Socket socket{AF_UNIX, SOCK_STREAM};
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    std::strncpy(address.sun_path, service_socket, sizeof address.sun_path - 1);
    const auto* const place = reinterpret_cast<const sockaddr*>(&address); // NOLINT: C interface
    return ::connect(socket.descriptor(), place, sizeof address) == 0;
}

std::string contents(const fs::path& file)
{
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    return text.str();
}

} // namespace

std::vector<std::string> sandboxed(const std::vector<std::string>& command)
{
    std::vector<std::string> words{"unshare",      "--net",         "--mount",
                                   "--pid",        "--fork",        "--kill-child",
                                   "--mount-proc", "--propagation", "private"};
    if (geteuid() != 0) {
        words.insert(words.end(), {"--user", "--map-root-user"});
    }
    words.emplace_back("--");
    words.insert(words.end(), command.begin(), command.end());
    return words;
}

std::string enter_sandbox(const std::vector<std::string>& command)
{
    std::vector<std::string> words = sandboxed(command);
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    execvp("unshare", pointers.data());
    return fmt::format("unshare: {}; it is in the package util-linux", std::strerror(errno));
}

Result<ChildProcess, std::string> start_pcsc_service(const fs::path& work)
{
    TRY(bring_loopback_up());
    TRY(hide_other_service());
    const fs::path configuration = TRY(pcsc::write_reader_conf({.folder = work}));
    const fs::path log = work / "pcscd.log";
    auto service = TRY(ChildProcess::start({"sh", "-c",
                                            "PATH=$PATH:/usr/sbin:/sbin; exec pcscd --foreground "
                                            "--config \"$0\" >\"$1\" 2>&1",
                                            configuration, log},
                                           {}));
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (!is_answering()) {
        if (service.exit_status() || std::chrono::steady_clock::now() > give_up) {
            return tl::unexpected{"pcscd does not start: " + contents(log)};
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return service;
}

} // namespace uicc::daemon::lab
