#pragma once

#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/load_context.hpp"

namespace uicc::profiles {

/// A file of the PKCS#15 application that follows from its objects.
struct DirectoryFile {
    std::string_view name{};
    filesystem::Fid fid{};
};

/// Who may do what with files that say what there is: read by all, written by the issuer.
[[nodiscard]] filesystem::catalogue::AccessRights directory_file_rights();

/// Adds files to the application around what the profile says about them under `files:`.
class ApplicationFiles {
public:
    ApplicationFiles(LoadContext& context, FilePlan& application)
        : context_{context}, application_{application}
    {}

    /// The FID under which the profile or, by default, the standard has a file.
    [[nodiscard]] filesystem::Fid fid_of(const DirectoryFile& file) const;

    /// Contents that an authored file has of its own stay, and a file that the profile does
    /// without is not made.
    void add(const DirectoryFile& file, const Bytes& content);

private:
    void fill(FilePlan& file, const Bytes& content);

    LoadContext& context_;
    FilePlan& application_;
};

} // namespace uicc::profiles
