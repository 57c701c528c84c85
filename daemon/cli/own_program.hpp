#pragma once

#include <filesystem>
#include <string>

namespace uicc::daemon::cli {

/// The file of this program.
[[nodiscard]] inline std::string own_program()
{
    return std::filesystem::read_symlink("/proc/self/exe").string();
}

} // namespace uicc::daemon::cli
