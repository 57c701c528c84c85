#include "daemon/trace/trace_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace uicc::daemon::trace {
namespace {

constexpr int patience = 3000;      // milliseconds
constexpr std::size_t piece = 4096; // what a pipe that polls as writable takes without waiting
constexpr mode_t owner_only = 0600;

std::filesystem::path numbered(const std::filesystem::path& path, unsigned number)
{
    return number == 0 ? path : std::filesystem::path{fmt::format("{}.{}", path.string(), number)};
}

bool takes_more(int descriptor)
{
    pollfd waiting{.fd = descriptor, .events = POLLOUT, .revents = 0};
    return poll(&waiting, 1, patience) == 1;
}

} // namespace

Result<TraceFile, std::string> TraceFile::open(const std::filesystem::path& path,
                                               const Rotation& rotation)
{
    TraceFile file{-1, path.string()};
    std::error_code unknown;
    const auto status = std::filesystem::status(path, unknown);
    if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status)) {
        file.path_ = std::filesystem::absolute(path); // the daemon may go elsewhere
        file.rotation_ = rotation;
        if (std::filesystem::exists(status) && std::filesystem::file_size(path, unknown) > 0) {
            file.shift();
        }
    }
    TRY(file.begin());
    return file;
}

TraceFile TraceFile::of(int descriptor, std::string name)
{
    return {descriptor, std::move(name)};
}

TraceFile::TraceFile(TraceFile&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}, name_{std::move(other.name_)},
      path_{std::move(other.path_)}, rotation_{other.rotation_}, size_{other.size_}
{}

TraceFile& TraceFile::operator=(TraceFile&& other) noexcept
{
    std::swap(descriptor_, other.descriptor_);
    std::swap(name_, other.name_);
    std::swap(path_, other.path_);
    std::swap(rotation_, other.rotation_);
    std::swap(size_, other.size_);
    return *this;
}

TraceFile::~TraceFile()
{
    if (descriptor_ > STDERR_FILENO) {
        ::close(descriptor_);
    }
}

bool TraceFile::is_terminal() const
{
    return isatty(descriptor_) == 1;
}

std::string TraceFile::complaint(std::string_view what) const
{
    return fmt::format("trace {}: {}: {}", name_, what,
                       std::error_code{errno, std::generic_category()}.message());
}

/// Opens the file of the name, which is empty or no regular one.
TraceFile::Outcome TraceFile::begin()
{
    const std::string path = path_.empty() ? name_ : path_.string();
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    // A pipe that nobody reads is refused, not waited for.
    const int descriptor = ::open(path.c_str(), flags | O_NONBLOCK, owner_only); // NOLINT: POSIX
    if (descriptor < 0) {
        return tl::unexpected{complaint("cannot be opened")};
    }
    fcntl(descriptor, F_SETFL, flags); // NOLINT: POSIX
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
    descriptor_ = descriptor;
    size_ = 0;
    return {};
}

/// Missing files leave gaps, which do not matter.
void TraceFile::shift() const
{
    std::error_code missing;
    for (unsigned number = rotation_.files - 1; number > 0; --number) {
        std::filesystem::rename(numbered(path_, number - 1), numbered(path_, number), missing);
    }
}

TraceFile::Outcome TraceFile::make_room(std::size_t size)
{
    if (path_.empty() || is_empty() || size_ + size <= rotation_.max_size) {
        return {};
    }
    shift();
    return begin();
}

/// Half a record would spoil everything that is written behind it.
void TraceFile::take_back(std::uint64_t size)
{
    if (!path_.empty() && ftruncate(descriptor_, static_cast<off_t>(size)) == 0) {
        lseek(descriptor_, static_cast<off_t>(size), SEEK_SET);
        size_ = size;
    }
}

TraceFile::Outcome TraceFile::write(std::string_view text)
{
    const std::uint64_t whole = size_;
    while (!text.empty()) {
        const std::size_t size = path_.empty() ? std::min(text.size(), piece) : text.size();
        if (path_.empty() && !takes_more(descriptor_)) {
            errno = ETIMEDOUT;
            return tl::unexpected{complaint("cannot be written")};
        }
        const ssize_t written = ::write(descriptor_, text.data(), size);
        if (written < 0 && errno != EINTR) {
            auto failure = complaint("cannot be written");
            take_back(whole);
            return tl::unexpected{std::move(failure)};
        }
        text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
        size_ += written > 0 ? static_cast<std::uint64_t>(written) : 0;
    }
    return {};
}

} // namespace uicc::daemon::trace
