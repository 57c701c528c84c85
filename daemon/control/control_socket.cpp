#include "daemon/control/control_socket.hpp"

#include "daemon/state_folder.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace uicc::daemon::control {
namespace {

constexpr std::string_view hidden = ".new";

std::string reason(int number)
{
    return std::error_code{number, std::generic_category()}.message();
}

/// A folder that others may enter could hold a socket of theirs under our name.
Result<void, std::string> check_owner(const std::filesystem::path& folder)
{
    struct stat status {};
    if (lstat(folder.c_str(), &status) != 0) {
        return tl::unexpected{fmt::format("{}: {}", folder.string(), reason(errno))};
    }
    if (status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        return tl::unexpected{fmt::format("{}: belongs to somebody else, or others may write to it",
                                          folder.string())};
    }
    return {};
}

} // namespace

std::filesystem::path default_control_path()
{
    // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    if (runtime != nullptr && *runtime == '/') {
        return std::filesystem::path{runtime} / "vuicc" / "control";
    }
    if (geteuid() == 0) {
        return "/run/vuicc/control";
    }
    return std::filesystem::temp_directory_path() / fmt::format("vuicc-{}", geteuid()) / "control";
}

Result<ControlPath, std::string> ControlPath::claim(const std::filesystem::path& path)
{
    if (path.native().size() + hidden.size() >= sizeof(sockaddr_un{}.sun_path)) {
        return tl::unexpected{fmt::format("{}: longer than a socket's name can be", path.string())};
    }
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
    TRY(make_state_folder(folder));
    TRY(check_owner(folder));
    const auto lock_file = path.string() + ".lock";
    const int lock =
        open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (lock < 0) {
        return tl::unexpected{fmt::format("{}: {}", lock_file, reason(errno))};
    }
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        close(lock);
        return tl::unexpected{fmt::format("{}: another daemon listens there", path.string())};
    }
    struct stat status {};
    if (lstat(path.c_str(), &status) == 0 && !S_ISSOCK(status.st_mode)) {
        close(lock);
        return tl::unexpected{fmt::format("{}: there is a file that is no socket", path.string())};
    }
    ControlPath claimed{path, lock};
    unlink(path.c_str()); // what a daemon left that was killed
    unlink(claimed.before_listening().c_str());
    return claimed;
}

std::filesystem::path ControlPath::before_listening() const
{
    return path_.native() + std::string{hidden};
}

Result<void, std::string> ControlPath::show() const
{
    if (rename(before_listening().c_str(), path_.c_str()) != 0) {
        return tl::unexpected{fmt::format("{}: {}", path_.string(), reason(errno))};
    }
    return {};
}

ControlPath::~ControlPath()
{
    if (lock_ >= 0) {
        unlink(path_.c_str());
        close(lock_); // the lock file stays: taking it away would let two have the lock
    }
}

} // namespace uicc::daemon::control
