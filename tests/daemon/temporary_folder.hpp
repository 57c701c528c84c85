#pragma once

#include <filesystem>
#include <string_view>

namespace uicc::test {

/// An empty folder that goes with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder(TemporaryFolder&&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Makes a file and the folders that lead to it; the name may begin with a slash.
    void write(const std::filesystem::path& name, std::string_view content) const;

    void link(const std::filesystem::path& name, std::string_view target) const;

private:
    std::filesystem::path path_;
};

[[nodiscard]] std::string content_of(const std::filesystem::path& file);

} // namespace uicc::test
