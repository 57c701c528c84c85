#pragma once

#include "profiles/export/export_profile.hpp"
#include "profiles/export/file_baseline.hpp"
#include "profiles/yaml/build.hpp"

namespace uicc::profiles {

/// A directory of the card whose files are written.
struct ExportedDirectory {
    filesystem::FileIndex index{};
    std::string path{}; ///< names from below the MF, for messages
    const FilePlan& baseline;
};

/// Writes the files of a card, each with what its baseline does not say.
class TreeExport {
public:
    TreeExport(const CardState& card, ExportSecrets secrets, ExportedProfile& outcome)
        : card_{card}, secrets_{secrets}, outcome_{outcome}
    {}

    /// An application that has a section of its own beside `mf:`.
    void leave_out(std::string adf) { left_out_.push_back(std::move(adf)); }

    /// Header keys of a directory.
    void add_directory_keys(yaml::MapBuilder& map, const ExportedDirectory& directory);

    /// `files:` of a directory, those that it does without included. `skipped` has contents
    /// elsewhere in the profile and stands here only where there is something else to say.
    void add_files(yaml::MapBuilder& map,
                   const ExportedDirectory& directory,
                   std::optional<filesystem::FileIndex> skipped = std::nullopt);

private:
    [[nodiscard]] std::vector<filesystem::FileIndex> children_of(
        filesystem::FileIndex directory) const;
    [[nodiscard]] yaml::NodePtr node_of(filesystem::FileIndex file,
                                        const FilePlan& baseline,
                                        const std::string& path,
                                        bool with_content);
    void add_ef_content(yaml::MapBuilder& map,
                        filesystem::FileIndex file,
                        const FilePlan& baseline,
                        const std::string& path);

    const CardState& card_;
    ExportSecrets secrets_;
    ExportedProfile& outcome_;
    std::vector<std::string> left_out_;
};

} // namespace uicc::profiles
