#pragma once

#include "filesystem/file.hpp"

#include <span>
#include <vector>

namespace uicc::filesystem {

/// The files of a card as its profile describes them: immutable, shared by every card of the
/// profile.
class Image {
public:
    [[nodiscard]] std::size_t file_count() const noexcept { return files_.size(); }
    [[nodiscard]] const FileHeader& header(FileIndex file) const
    {
        return files_[position(file)].header;
    }

    /// Body of an EF as the profile gives it; cyclic files hold their newest record first.
    [[nodiscard]] ByteView body(FileIndex file) const;

    /// Child of a DF by its FID; ADFs without a FID of their own are not found.
    [[nodiscard]] std::optional<FileIndex> child(FileIndex directory, Fid fid) const;

    [[nodiscard]] std::optional<FileIndex> child(FileIndex directory, Sfi sfi) const;

    /// Every file right below a DF, sorted by FID.
    [[nodiscard]] std::span<const FileIndex> children(FileIndex directory) const;

    /// The ADFs in the order of EF.DIR.
    [[nodiscard]] std::span<const FileIndex> applications() const noexcept { return applications_; }

    /// The ADF that a DF or EF lies in, if any.
    [[nodiscard]] std::optional<FileIndex> application_of(FileIndex file) const;

    /// Text that names the file in the store across edits of the profile: "3F00/7F10/6F3A".
    [[nodiscard]] const std::string& path(FileIndex file) const
    {
        return files_[position(file)].path;
    }

private:
    friend class ImageBuilder;

    struct File {
        FileHeader header{};
        std::string path{};
        std::size_t body_offset = 0;
        std::size_t first_child = 0;
        std::size_t child_count = 0;
    };

    [[nodiscard]] static std::size_t position(FileIndex file) noexcept
    {
        return static_cast<std::size_t>(file);
    }

    std::vector<File> files_;
    std::vector<FileIndex> children_; // the children of one DF stand together, sorted by FID
    std::vector<FileIndex> applications_;
    Bytes bodies_;
};

/// Collects files top down and checks what every image promises.
class ImageBuilder {
public:
    explicit ImageBuilder(FileHeader mf);

    /// Adds a file below header.parent. A body shorter than the file is filled up with FF.
    /// Throws std::invalid_argument when the parent is no directory, or FID or SFI are taken there.
    FileIndex add(FileHeader header, ByteView body = {});

    [[nodiscard]] const FileHeader& header(FileIndex file) const;

    [[nodiscard]] Image build() &&;

private:
    void require_unique(const FileHeader& header) const;

    Image image_;
};

} // namespace uicc::filesystem
