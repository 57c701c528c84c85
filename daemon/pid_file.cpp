#include "daemon/pid_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace uicc::daemon {
namespace {

std::string last_error()
{
    return std::error_code{errno, std::generic_category()}.message();
}

std::string owner_of(int descriptor)
{
    std::array<char, 32> text{};
    const ssize_t size = pread(descriptor, text.data(), text.size(), 0);
    const std::string_view content{text.data(), static_cast<std::size_t>(size < 0 ? 0 : size)};
    return std::string{content.substr(0, content.find('\n'))};
}

bool is_still_there(const std::filesystem::path& file, int descriptor)
{
    struct stat locked {};
    struct stat named {};
    return fstat(descriptor, &locked) == 0 && stat(file.c_str(), &named) == 0 &&
           locked.st_dev == named.st_dev && locked.st_ino == named.st_ino;
}

} // namespace

Result<PidFile, std::string> PidFile::create(const std::filesystem::path& file)
{
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                                S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
    if (descriptor < 0) {
        return tl::unexpected{fmt::format("{}: {}", file.string(), last_error())};
    }
    PidFile created{std::filesystem::absolute(file), descriptor};
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const std::string owner = owner_of(descriptor);
        close(std::exchange(created.descriptor_, -1)); // the file is not ours to remove
        return tl::unexpected{
            fmt::format("{}: already running as process {}", file.string(), owner)};
    }
    if (!is_still_there(file, descriptor)) { // its last owner was just going, and took it along
        close(std::exchange(created.descriptor_, -1));
        return create(file);
    }
    const std::string content = fmt::format("{}\n", getpid());
    const bool written =
        ftruncate(descriptor, 0) == 0 && pwrite(descriptor, content.data(), content.size(), 0) ==
                                             static_cast<ssize_t>(content.size());
    if (!written) {
        return tl::unexpected{fmt::format("{}: {}", file.string(), last_error())};
    }
    return created;
}

PidFile::PidFile(std::filesystem::path file, int descriptor)
    : file_{std::move(file)}, descriptor_{descriptor}
{}

PidFile::PidFile(PidFile&& other) noexcept
    : file_{std::move(other.file_)}, descriptor_{std::exchange(other.descriptor_, -1)}
{}

PidFile::~PidFile()
{
    if (descriptor_ >= 0) {
        unlink(file_.c_str());
        close(descriptor_);
    }
}

} // namespace uicc::daemon
