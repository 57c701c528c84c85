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

constexpr std::string_view hidden_begin = ".";
constexpr std::string_view hidden_end = ".new";
constexpr std::size_t longest_name =
    sizeof(sockaddr_un{}.sun_path) - 1 - hidden_begin.size() - hidden_end.size();

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

std::filesystem::path hidden(const std::filesystem::path& path)
{
    return path.parent_path() /
           fmt::format("{}{}{}", hidden_begin, path.filename().string(), hidden_end);
}

/// Clears away what a daemon left that was killed; anything but a socket is somebody's file.
Result<void, std::string> clear(const std::filesystem::path& path)
{
    struct stat status {};
    if (lstat(path.c_str(), &status) == 0 && !S_ISSOCK(status.st_mode)) {
        return tl::unexpected{fmt::format("{}: there is a file that is no socket", path.string())};
    }
    unlink(path.c_str());
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
    if (path.native().size() > longest_name) {
        return tl::unexpected{fmt::format("{}: the name of a control socket has at most {} octets",
                                          path.string(), longest_name)};
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
    if (const auto cleared = clear(path).and_then([&] { return clear(hidden(path)); }); !cleared) {
        close(lock);
        return tl::unexpected{cleared.error()};
    }
    return ControlPath{path, lock};
}

ControlPath::ControlPath(std::filesystem::path path, int lock)
    : path_{std::move(path)}, absolute_{std::filesystem::absolute(path_)}, lock_{lock}
{}

std::filesystem::path ControlPath::before_listening() const
{
    return hidden(path_);
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
        unlink(absolute_.c_str());
        unlink(hidden(absolute_).c_str());
        close(lock_); // the lock file stays: taking it away would let two have the lock
    }
}

} // namespace uicc::daemon::control
