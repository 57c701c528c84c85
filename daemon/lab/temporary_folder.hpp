#pragma once

#include <filesystem>

namespace uicc::daemon::lab {

/// A folder that only its owner can look into, and that goes with this object.
class TemporaryFolder {
public:
    /// Throws where no folder can be made.
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder(TemporaryFolder&&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace uicc::daemon::lab
