#pragma once

#include "profiles/export/export_profile.hpp"
#include "profiles/loader/file_plan.hpp"

#include <optional>

namespace uicc::profiles {

/// What a file would be if the profile said nothing but its name (and `fcp:`, where it has one).
/// What an export has to say is what differs.
struct FileBaseline {
    yaml::NodePtr key{};
    FilePlan plan{};
};

/// Of a file below a directory of the catalogue, or below one that no standard knows.
[[nodiscard]] FileBaseline baseline_of(const filesystem::FileHeader& file,
                                       std::optional<filesystem::catalogue::Directory> directory);

/// The plan with what the template of the file itself says.
[[nodiscard]] FilePlan with_own_fcp(FilePlan plan, const filesystem::FileHeader& file);

/// Security attributes that the loader gives a file whose access nobody mentions; nothing when no
/// record of the EF.ARR fits.
[[nodiscard]] std::optional<filesystem::SecurityAttributes> usual_security(
    const filesystem::CardMemory& memory, filesystem::FileIndex file, const FilePlan& baseline);

} // namespace uicc::profiles
