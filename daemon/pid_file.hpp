#pragma once

#include "codec/result.hpp"

#include <filesystem>
#include <string>

namespace uicc::daemon {

/// A locked file with the number of this process; gone when the process ends in an orderly way.
class PidFile {
public:
    /// Refused while another process holds the lock; the error names that process.
    [[nodiscard]] static Result<PidFile, std::string> create(const std::filesystem::path& file);

    PidFile(PidFile&& other) noexcept;
    PidFile& operator=(PidFile&&) = delete;
    PidFile(const PidFile&) = delete;
    PidFile& operator=(const PidFile&) = delete;
    ~PidFile();

private:
    PidFile(std::filesystem::path file, int descriptor);

    std::filesystem::path file_;
    int descriptor_;
};

} // namespace uicc::daemon
