#include "daemon/state_folder.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <sys/stat.h>

namespace uicc::daemon {

Result<std::filesystem::path, std::string> default_state_folder()
{
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): before any thread
        return std::filesystem::path{value == nullptr ? "" : value};
    };
    if (const auto state = variable("XDG_STATE_HOME"); state.is_absolute()) {
        return state / "vuicc";
    }
    if (const auto home = variable("HOME"); home.is_absolute()) {
        return home / ".local" / "state" / "vuicc";
    }
    return tl::unexpected{
        std::string{"neither XDG_STATE_HOME nor HOME is set: name a folder with --state"}};
}

Result<void, std::string> make_state_folder(const std::filesystem::path& folder)
{
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) {
        return {};
    }
    error.clear();
    if (folder.has_parent_path()) {
        std::filesystem::create_directories(folder.parent_path(), error);
    }
    const bool made = !error && mkdir(folder.c_str(), S_IRWXU) == 0;
    if (!made) {
        const std::error_code reason =
            error ? error : std::error_code{errno, std::generic_category()};
        return tl::unexpected{fmt::format("{}: {}", folder.string(), reason.message())};
    }
    return {};
}

} // namespace uicc::daemon
