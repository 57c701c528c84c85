#include "daemon/client/whole_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace uicc::daemon::client {
namespace {

constexpr mode_t owner_only = 0600;

tl::unexpected<std::string> failed(const std::filesystem::path& file)
{
    return tl::unexpected{
        fmt::format("{}: {}", file.string(), std::generic_category().message(errno))};
}

bool write_all(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return false;
        }
        text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return true;
}

/// The whole text is on the disk, or errno says why not.
bool write_durably(const std::filesystem::path& file, std::string_view text)
{
    const int descriptor =
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, owner_only); // NOLINT
    if (descriptor < 0) {
        return false;
    }
    const bool written = write_all(descriptor, text) && ::fsync(descriptor) == 0;
    return ::close(descriptor) == 0 && written;
}

} // namespace

Result<void, std::string> replace_file(const std::filesystem::path& file, std::string_view text)
{
    std::error_code missing;
    const auto place = std::filesystem::weakly_canonical(file, missing); // behind symbolic links
    const auto status = std::filesystem::status(place, missing);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        return tl::unexpected{fmt::format("{}: this is no file", file.string())};
    }
    const std::filesystem::path fresh = place.string() + ".new";
    if (!write_durably(fresh, text) || std::rename(fresh.c_str(), place.c_str()) != 0) {
        return failed(file);
    }
    return {};
}

} // namespace uicc::daemon::client
