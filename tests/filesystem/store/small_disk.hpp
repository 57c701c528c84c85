#pragma once

#include <filesystem>
#include <string>

namespace uicc::test {

/// Puts a file system of this size ("256k") over an empty folder, as this process alone sees it;
/// the process must have a single thread. Ends the process when that is impossible.
void mount_small_disk(const std::filesystem::path& folder, const std::string& size);

} // namespace uicc::test
